import { type PackageJson, readPackageJson } from '../../app/package-json.ts'
import { type Launch, launchOf } from '../../model/launch.ts'
import type { Finding, Rule, RuleContext } from '../rule.ts'

export const devServerShipped: Rule = {
  id: 'dev-server-shipped',
  title: 'The image starts a development server',
  family: 'correctness',
  severity: 'warning',
  counterparts: {},
  *check({ model, app }: RuleContext): Iterable<Finding> {
    const launch = launchOf(model)
    const at = launch?.steps.at(-1)
    if (launch === undefined || at === undefined) return
    const words = wordsOf(launch)
    const script = scriptOf(words)
    const manifest = app && readPackageJson(app, 'package.json')
    const server = serverOf(words.join(' '), script, manifest)
    if (server === undefined) return
    yield {
      message: `${server.name} is for development, and the image that ships starts it`,
      range: at.instruction.range,
      help: server.instead,
    }
  },
}

function wordsOf(launch: Launch): readonly string[] {
  const words = launch.kind === 'program' ? launch.argv : launch.script.trim().split(/\s+/)
  // `sh -c "npm start"` and `dumb-init npm start` start what stands behind.
  const [first = '', second] = words
  if (/(?:^|\/)(?:ba|da|a)?sh$/.test(first) && second === '-c') return (words[2] ?? '').trim().split(/\s+/)
  return /(?:^|\/)(?:dumb-init|tini)$/.test(first) ? words.slice(words[1] === '--' ? 2 : 1) : words
}

/** The script of package.json that a command runs. */
function scriptOf([program = '', ...rest]: readonly string[]): string | undefined {
  if (!/^(?:npm|yarn|pnpm|bun)$/.test(program)) return undefined
  const [verb, name] = rest.filter(word => !word.startsWith('-'))
  return verb === 'run' || verb === 'run-script' ? name : verb
}

interface Server {
  readonly name: string
  readonly instead: string
}

const STATIC = 'build the site in a stage of its own, and serve its files with nginx or another small server'
const NODE = 'build in a stage of its own, and start the result with node'

/** The command lines of development servers: their own documentation says so of each. */
const SERVERS: readonly (readonly [pattern: RegExp, name: string, instead: string])[] = [
  [/\bvite(?!\s+(?:build|preview|optimize)\b|-|\w)/, "Vite's development server", STATIC],
  [/\breact-scripts\s+start\b/, "Create React App's development server", STATIC],
  [/\bvue-cli-service\s+serve\b/, "Vue CLI's development server", STATIC],
  [/\bng\s+serve\b/, "Angular's development server", STATIC],
  [/\bwebpack(?:-dev-server\b|\s+serve\b)/, "webpack's development server", STATIC],
  [/\bgatsby\s+develop\b/, "Gatsby's development server", STATIC],
  [/\bastro\s+dev\b/, "Astro's development server", NODE],
  [
    /\bnext\s+dev\b/,
    "Next.js' development server",
    'build with next build, and start with next start or the standalone server',
  ],
  [/\bnuxt\s+dev\b/, "Nuxt's development server", NODE],
  [/\bremix\s+(?:vite:)?dev\b/, "Remix' development server", NODE],
  [/(?:^|\s)(?:nodemon|ts-node-dev|tsnd)\s/, 'a runner that watches files', NODE],
  [/\bmanage\.py\s+runserver\b/, "Django's development server", 'start gunicorn or uvicorn'],
  [
    /(?:^|\s)flask\s+(?:\S+\s+)*?run\b/,
    "Flask's development server",
    'start gunicorn or another WSGI server',
  ],
  [/\bartisan\s+serve\b|(?:^|\s)php\s+-S\s/, "PHP's built-in server", 'use php-fpm, Apache or FrankenPHP'],
]

function serverOf(
  text: string,
  script: string | undefined,
  manifest: PackageJson | undefined,
): Server | undefined {
  const command = script === undefined ? text : (manifest?.scripts.get(script)?.value ?? '')
  const found = SERVERS.find(([pattern]) => pattern.test(`${command} `))
  if (found !== undefined) return { name: found[1], instead: found[2] }
  // Without the manifest only the script's name speaks.
  return manifest === undefined && script === 'dev'
    ? { name: `the script ${script}`, instead: NODE }
    : undefined
}
