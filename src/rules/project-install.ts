import type { FoundCommand } from './commands.ts'

/** A command that installs what the project's own manifests ask for. */
export interface ProjectInstall {
  readonly manager: string
  /** The files that it reads, as a COPY would name them; a lock file may be absent. */
  readonly manifests: readonly string[]
  readonly locks: readonly string[]
}

const NODE_LOCKS: Readonly<Record<string, readonly string[]>> = {
  npm: ['package-lock.json', 'npm-shrinkwrap.json'],
  yarn: ['yarn.lock'],
  pnpm: ['pnpm-lock.yaml'],
  bun: ['bun.lock', 'bun.lockb'],
}

/** Managers with one manifest and one lock file, and the subcommand that installs. */
const OTHERS: Readonly<
  Record<string, { readonly verbs: readonly string[]; readonly files: readonly [string, string] }>
> = {
  bundle: { verbs: ['install'], files: ['Gemfile', 'Gemfile.lock'] },
  bundler: { verbs: ['install'], files: ['Gemfile', 'Gemfile.lock'] },
  composer: { verbs: ['install'], files: ['composer.json', 'composer.lock'] },
  poetry: { verbs: ['install', 'sync'], files: ['pyproject.toml', 'poetry.lock'] },
  uv: { verbs: ['sync'], files: ['pyproject.toml', 'uv.lock'] },
  pipenv: { verbs: ['install', 'sync'], files: ['Pipfile', 'Pipfile.lock'] },
}

const INSTALLERS = new Set([...Object.keys(NODE_LOCKS), 'pip', 'pip2', 'pip3', 'go', ...Object.keys(OTHERS)])

/** Undefined where the command installs nothing, or packages that it names itself. */
export function projectInstall({ name, args }: FoundCommand): ProjectInstall | undefined {
  if (!INSTALLERS.has(name)) return undefined
  const operands = args.filter(arg => arg === undefined || !arg.startsWith('-'))
  const verb = operands[0]
  const locks = NODE_LOCKS[name]
  if (locks !== undefined) {
    const global = args.some(arg =>
      /^(?:-g|--global|--location=global|--prefix.*|-C|--cwd.*|--dir.*)$/.test(arg ?? ''),
    )
    const installs =
      ['ci', 'install', 'i', 'clean-install'].includes(verb ?? '') ||
      (name === 'yarn' && operands.length === 0)
    if (global || !installs || operands.length > 1) return undefined
    return { manager: name, manifests: ['package.json', ...locks], locks }
  }
  if (/^pip[23]?$/.test(name) && verb === 'install') return pipInstall(args)
  if (name === 'go' && verb === 'mod' && (operands[1] === 'download' || operands[1] === 'tidy'))
    return { manager: 'go', manifests: ['go.mod', 'go.sum'], locks: ['go.sum'] }
  const other = OTHERS[name]
  if (other === undefined || !other.verbs.includes(verb ?? '') || operands.length > 1) return undefined
  return { manager: name, manifests: other.files, locks: [other.files[1]] }
}

/** `pip install -r requirements.txt`, and nothing of the project itself. */
function pipInstall(args: readonly (string | undefined)[]): ProjectInstall | undefined {
  const files = args.flatMap((arg, at) => {
    if (arg === '-r' || arg === '--requirement') return [args[at + 1]]
    return arg?.startsWith('--requirement=') === true ? [arg.slice('--requirement='.length)] : []
  })
  const named = files.filter(file => file !== undefined)
  const local = args.some(arg => arg === undefined || arg === '.' || arg === '-e' || arg.startsWith('.['))
  if (named.length === 0 || named.length < files.length || local) return undefined
  if (named.some(file => file.startsWith('/') || file.includes('..'))) return undefined
  return { manager: 'pip', manifests: named.map(file => file.replace(/^\.\//, '')), locks: [] }
}
