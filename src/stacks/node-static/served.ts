import type { PackageJson } from '../../app/package-json.ts'
import type { BuildModel } from '../../model/build-model.ts'
import type { Evidence } from '../../model/change.ts'
import { evidenceOf } from '../../model/evidence-of.ts'
import { launchOf, shippedSteps } from '../../model/launch.ts'

/** What the original starts: a development server, or a server of static files. */
export interface Served {
  readonly kind: 'development' | 'static'
  readonly name: string
  readonly evidence: readonly Evidence[]
  readonly port: string
  /** True where the author asks for the page at every path that is no file. */
  readonly single: boolean
}

/** Reads what the original starts; a string says why it is no server of files. */
export function readServed(build: BuildModel, manifest: PackageJson): Served | string {
  const launch = launchOf(build)
  if (!launch) return 'neither ENTRYPOINT nor CMD says what starts'
  const words = launch.kind === 'program' ? launch.argv : launch.script.trim().split(/\s+/)
  const script = scriptOf(words)
  const located = script === undefined ? undefined : manifest.scripts.get(script)
  if (script !== undefined && !located) return `package.json has no script ${script}`
  const started = located?.value ?? words.join(' ')
  // What follows the script's name is handed on to it.
  const text = located ? `${started} ${words.join(' ')}` : started
  const server = serverOf(started)
  if (!server) return `what starts is no server of files that laststage knows: ${started}`
  const evidence = [
    ...launch.steps.map(step => evidenceOf(build, step.instruction)),
    ...(located
      ? [{ file: manifest.path, range: located.range, fact: `"${script}": "${located.value}"` }]
      : []),
  ]
  return {
    kind: server.kind,
    name: server.name,
    evidence,
    port: portOf(build, text) ?? server.port,
    single: /\bserve\s(?:.*\s)?(?:-s|--single)\b|\bsirv\s.*(?:-s|--single)\b/.test(text),
  }
}

/** The script of package.json that a command runs. */
function scriptOf(words: readonly string[]): string | undefined {
  const [program, ...rest] = words
  const [verb, name] = rest.filter(word => !word.startsWith('-'))
  if (!/^(?:npm|yarn|pnpm|bun)$/.test(program ?? '')) return undefined
  if (verb === 'run' || verb === 'run-script') return name
  return verb
}

interface Known {
  readonly pattern: RegExp
  readonly kind: Served['kind']
  readonly name: string
  readonly port: string
}

const dev = (pattern: RegExp, title: string, port: string): Known => ({
  pattern,
  kind: 'development',
  name: `${title}’s development server`,
  port,
})

const development: readonly Known[] = [
  dev(/\bng\s+(?:serve|s|dev)\b/, 'Angular', '4200'),
  dev(/\bastro\s+(?:dev|start)\b/, 'Astro', '4321'),
  dev(/\bnext\s+dev\b/, 'Next', '3000'),
  dev(/\bdocusaurus\s+start\b/, 'Docusaurus', '3000'),
  dev(/\bgatsby\s+develop\b/, 'Gatsby', '8000'),
  dev(/\bvitepress\s+dev\b/, 'VitePress', '5173'),
  dev(/\bnuxt\s+dev\b/, 'Nuxt', '3000'),
  dev(/\beleventy\b.*\s--serve\b/, 'Eleventy', '8080'),
]

const previews: readonly Known[] = [
  { pattern: /\bastro\s+preview\b/, kind: 'static', name: 'astro preview', port: '4321' },
  { pattern: /\bdocusaurus\s+serve\b/, kind: 'static', name: 'docusaurus serve', port: '3000' },
  { pattern: /\bgatsby\s+serve\b/, kind: 'static', name: 'gatsby serve', port: '9000' },
  { pattern: /\bvitepress\s+(?:preview|serve)\b/, kind: 'static', name: 'vitepress preview', port: '4173' },
]

/** In the order in which they are tried; ports are the tools' own defaults. */
const servers: readonly Known[] = [
  { pattern: /\bvite\s+preview\b/, kind: 'static', name: 'vite preview', port: '4173' },
  {
    pattern: /\bvite\b(?!\s+(?:build|optimize))(?!press)/,
    kind: 'development',
    name: 'Vite’s development server',
    port: '5173',
  },
  {
    pattern: /\breact-scripts\s+start\b/,
    kind: 'development',
    name: 'Create React App’s development server',
    port: '3000',
  },
  {
    pattern: /\bvue-cli-service\s+serve\b/,
    kind: 'development',
    name: 'Vue CLI’s development server',
    port: '8080',
  },
  ...development,
  ...previews,
  { pattern: /\bhttp-server\b/, kind: 'static', name: 'http-server', port: '8080' },
  { pattern: /\bsirv\b/, kind: 'static', name: 'sirv', port: '8080' },
  { pattern: /\bserve\s/, kind: 'static', name: 'serve', port: '3000' },
]

const serverOf = (text: string) => servers.find(({ pattern }) => pattern.test(`${text} `))

/** EXPOSE says it; else a flag of the command, the last one; else PORT. */
function portOf(build: BuildModel, text: string): string | undefined {
  const steps = shippedSteps(build)
  const exposed = steps.flatMap(({ instruction }) =>
    instruction.name === 'EXPOSE' ? instruction.values.map(value => value.value.replace(/\/tcp$/, '')) : [],
  )
  const port = exposed.find(value => /^\d+$/.test(value))
  if (port !== undefined) return port
  const flags = text.matchAll(/\s(?:--port|--listen|-p|-l)[= ](?:tcp:\/\/[^:\s]*:)?(\d+)/g)
  const flag = [...flags].at(-1)?.[1]
  const inline = /(?:^|\s)PORT=(\d+)/.exec(text)?.[1]
  return flag ?? inline ?? steps.at(-1)?.variables.get('PORT')
}
