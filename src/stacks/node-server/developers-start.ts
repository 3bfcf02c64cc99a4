import { posix } from 'node:path'
import type { AppFiles } from '../../app/app-files.ts'
import type { PackageJson } from '../../app/package-json.ts'
import type { Evidence } from '../../model/change.ts'
import { factOf } from '../node-static/framework-facts.ts'
import { managerCall } from './manager-call.ts'
import { nodeStart } from './start-script.ts'

/** `node …`, and where a script of a developer's says so. */
interface DevelopersStart {
  readonly script: string
  readonly evidence: Evidence
}

/**
 * `npm run build && node dist/server.js`: the image is built once, so that only the second half is its start. The first
 * half has to be the build script, by name or by its own text.
 */
export function buildsFirst(manifest: PackageJson, name: string): DevelopersStart | undefined {
  const script = manifest.scripts.get(name)
  const [, first = '', then = ''] =
    /^([^&|;]+?)\s*&&\s*(node\s[^&|;]+)$/.exec(script?.value.trim() ?? '') ?? []
  if (!script || !nodeStart(then.split(/\s+/), manifest)) return undefined
  const builds =
    managerCall(first.split(/\s+/))?.script === 'build' || first === manifest.scripts.get('build')?.value
  return builds && manifest.scripts.has('build')
    ? { script: then, evidence: factOf(manifest, name, script) }
    : undefined
}

/** The program that nodemon, or Node with `--watch`, starts again after each edit. */
export function watchedProgram(app: AppFiles, manifest: PackageJson): DevelopersStart | undefined {
  for (const name of ['start', 'dev', 'start:dev']) {
    const script = manifest.scripts.get(name)
    const words = script?.value.trim().split(/\s+/) ?? []
    const at = words.findIndex(word => !/^(?:cross-env|[A-Z_]+=[\w.:/-]*)$/.test(word))
    const [program, ...rest] = words.slice(at)
    const watches =
      program === 'nodemon' || (program === 'node' && rest.some(word => word.startsWith('--watch')))
    if (!script || !watches || !rest.every(word => plain.test(word))) continue
    const files = rest.filter(word => /\.[cm]?js$/.test(word))
    const [file = ''] = files
    // The path alone: `.` and a folder leave open what runs.
    if (files.length === 1 && app.has(posix.join(posix.dirname(manifest.path), file)))
      return { script: `node ${file}`, evidence: factOf(manifest, name, script) }
  }
  return undefined
}

/** A file, or a flag without a value of its own: others run another program, or load something first. */
const plain =
  /^(?:[\w./-]+\.[cm]?js|-L|-V|--legacy-watch|--verbose|--watch|--inspect(?:=[\w.:]+)?|--trace-warnings)$/
