/** How a line that means nothing is written at the end of a file. */
export type HarmlessLine = (nonce: string) => string

const slashes: HarmlessLine = nonce => `// touched ${nonce}`
const hash: HarmlessLine = nonce => `# touched ${nonce}`
const dashes: HarmlessLine = nonce => `-- touched ${nonce}`
const block: HarmlessLine = nonce => `/* touched ${nonce} */`
const markup: HarmlessLine = nonce => `<!-- touched ${nonce} -->`
/** JSON knows no comments: the nonce in spaces and tabs. */
const blank: HarmlessLine = nonce =>
  Number.parseInt(nonce, 16).toString(2).replaceAll('0', ' ').replaceAll('1', '\t')

const code: Readonly<Record<string, HarmlessLine>> = {
  ...entries(
    'c cc cjs cpp cs cxx dart fs go groovy h hpp java js jsx kt mjs mts rs scala swift ts tsx zig',
    slashes,
  ),
  ...entries('cr ex exs jl nim pl pm py r rb', hash),
  ...entries('elm hs lua', dashes),
}

const looks: Readonly<Record<string, HarmlessLine>> = {
  ...entries('css less scss', block),
  ...entries('html svelte vue', markup),
}

const manifests: Readonly<Record<string, HarmlessLine>> = {
  'go.mod': slashes,
  'pom.xml': markup,
  'build.gradle': slashes,
  'build.gradle.kts': slashes,
  'Cargo.toml': hash,
  'requirements.txt': hash,
  'pyproject.toml': hash,
  Gemfile: hash,
  'mix.exs': hash,
  'package.json': blank,
  'composer.json': blank,
}

function entries(names: string, line: HarmlessLine): Readonly<Record<string, HarmlessLine>> {
  return Object.fromEntries(names.split(' ').map(name => [name, line]))
}

/** For a source file; undefined for what is none, or has a syntax that is not known here. */
export function sourceLine(
  path: string,
): { readonly line: HarmlessLine; readonly isCode: boolean } | undefined {
  const extension = extensionOf(path)
  const line = own(code, extension)
  if (line !== undefined) return { line, isCode: true }
  const look = own(looks, extension)
  return look === undefined ? undefined : { line: look, isCode: false }
}

/** For a file that names dependencies. */
export function manifestLine(path: string): HarmlessLine | undefined {
  return own(manifests, path.slice(path.lastIndexOf('/') + 1))
}

/** Lower case, without the dot. */
export function extensionOf(path: string): string {
  return /\.([^./]+)$/.exec(path)?.[1]?.toLowerCase() ?? ''
}

function own(lines: Readonly<Record<string, HarmlessLine>>, key: string): HarmlessLine | undefined {
  return Object.hasOwn(lines, key) ? lines[key] : undefined
}
