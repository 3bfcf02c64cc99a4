import { posix } from 'node:path'
import type { AppFiles } from '../../app/app-files.ts'
import type { PackageJson } from '../../app/package-json.ts'
import { rangeOf } from '../../app/positions.ts'
import type { Evidence } from '../../model/change.ts'

/** Routers that keep the route in the path, so that a reload asks the server for it. */
const routers =
  /^(?:react-router|react-router-dom|@tanstack\/(?:react|solid|vue)-router|wouter|@reach\/router|vue-router|preact-router|preact-iso|@solidjs\/router|svelte-routing|svelte-navigator|navigo|page|universal-router|@angular\/router)$/
const history =
  /\bhistory\s*\.\s*(?:pushState|replaceState)\s*\(|\bnavigation\s*\.\s*navigate\s*\(|\bcreateBrowserHistory\b/
const hashOnly = /\b(?:HashRouter|createHashRouter|createWebHashHistory|createHashHistory|useHashLocation)\b/
const pathRouter = /\b(?:BrowserRouter|createBrowserRouter|createWebHistory|createBrowserHistory)\b/

/** Where the app says that it routes on the client; undefined where it does not, or only behind a `#`. */
export function clientRoutes(app: AppFiles, manifest: PackageJson): Evidence | undefined {
  const files = sourcesOf(app, manifest)
  const router = [...manifest.dependencies, ...manifest.devDependencies].find(([name]) => routers.test(name))
  if (router) {
    const hash = placeOf(files, hashOnly)
    if (hash && !placeOf(files, pathRouter)) return undefined
    const [name, { range }] = router
    return { file: manifest.path, range, fact: `depends on ${name}` }
  }
  const found = placeOf(files, history)
  return found && { ...found, fact: 'uses the History API' }
}

function sourcesOf(app: AppFiles, manifest: PackageJson) {
  const folder = posix.dirname(manifest.path)
  const inside = folder === '.' ? '' : `${folder}/`
  return app
    .list()
    .filter(path => path.startsWith(inside) && /\.(?:[cm]?[jt]sx?|vue|svelte)$/.test(path))
    .filter(path => !/(?:^|\/)(?:node_modules|dist|build|coverage)\/|\.(?:test|spec)\./.test(path))
    .map(path => ({ path, text: app.read(path) ?? '' }))
}

function placeOf(files: ReturnType<typeof sourcesOf>, pattern: RegExp): Evidence | undefined {
  for (const { path, text } of files) {
    const match = pattern.exec(text)
    if (match) {
      return { file: path, range: rangeOf(text, match.index, match.index + match[0].length), fact: match[0] }
    }
  }
  return undefined
}
