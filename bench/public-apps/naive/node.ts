import type { Folder, Naive } from './folder.ts'

interface Manifest {
  readonly main?: string
  readonly module?: string
  readonly packageManager?: string
  readonly scripts?: Readonly<Record<string, string>>
  readonly dependencies?: Readonly<Record<string, string>>
}

/** `npm install`, `npm run build`, `npm start`, or their like in pnpm, Yarn or Bun. */
export function naiveNode(folder: Folder): Naive | undefined {
  const { has, read, port } = folder
  if (!has('package.json') || has('Gemfile') || has('composer.json')) return undefined
  const manifest: Manifest = JSON.parse(read('package.json'))
  const { manager, tools } = managerOf(folder, manifest)
  const { scripts = {} } = manifest
  const build = scripts['build'] === undefined ? [] : [`RUN ${manager} run build`]
  const listen = port === undefined ? [] : [`ENV HOST=0.0.0.0 PORT=${port}`]
  return {
    image: manager === 'bun' ? 'oven/bun:1' : `node:${nodeMajor(folder)}`,
    tools: [...tools, ...listen],
    steps: [`RUN ${manager} install`, ...build],
    command: started(folder, manifest, manager),
  }
}

function managerOf({ has }: Folder, manifest: Manifest): { manager: string; tools: string[] } {
  const { packageManager = '', scripts = {} } = manifest
  const [named, version] = packageManager.split(/[@+]/)
  const startsBun = /^bun\b/.test(scripts['start'] ?? '')
  if (startsBun || has('bun.lock') || has('bun.lockb')) return { manager: 'bun', tools: [] }
  if (named === 'pnpm' || has('pnpm-lock.yaml')) {
    return { manager: 'pnpm', tools: [`RUN npm install -g pnpm@${version ?? '10'}`] }
  }
  if (named === 'yarn' && version !== undefined && !version.startsWith('1.')) {
    return { manager: 'yarn', tools: [`RUN npm install -g --force @yarnpkg/cli-dist@${version}`] }
  }
  return { manager: has('yarn.lock') ? 'yarn' : 'npm', tools: [] }
}

/** The newest of Node's lines that a stand-in is made of, where the app does not ask for another of them. */
function nodeMajor({ read }: Folder): string {
  const asked = /^v?(\d+)/.exec(read('.nvmrc') || read('.node-version'))?.[1] ?? ''
  return ['20', '22', '24'].includes(asked) ? asked : '24'
}

function started({ has, port }: Folder, manifest: Manifest, manager: string): string {
  const { scripts = {}, main, module } = manifest
  if (scripts['start'] !== undefined) return JSON.stringify([manager, 'run', 'start'])
  const site = ['preview', 'dev'].find(name => scripts[name] !== undefined)
  if (site !== undefined) {
    const dashes = manager === 'npm' ? ['--'] : []
    return JSON.stringify([
      manager,
      'run',
      site,
      ...dashes,
      '--host',
      '0.0.0.0',
      '--port',
      String(port ?? 80),
    ])
  }
  const file = [main, module, 'index.js', 'index.ts', 'main.js', 'app.js'].find(
    name => name !== undefined && has(name),
  )
  return JSON.stringify([manager === 'bun' ? 'bun' : 'node', file ?? 'index.js'])
}
