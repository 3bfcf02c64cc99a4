import { commands, documentation, languagePackages, licence } from '../../closure/places.ts'
import type { ReadableForm } from '../../closure/readable-form.ts'
import type { RootfsTools } from './rootfs-base.ts'

export interface RootfsInput {
  readonly form: ReadableForm
  /** Names of the OS packages whose metadata goes along. */
  readonly owners: readonly string[]
  readonly tools: RootfsTools | undefined
  /** The stage whose files these are. */
  readonly from: string
  /** Directories that go into the last copy. */
  readonly appTrees: readonly string[]
  /** The file of the build context that names the paths, in place of the Dockerfile. */
  readonly pathsFile: string | undefined
}

/** The instructions of the rootfs stage: first what is kept, as lists for a reader, then how it is put together. */
export const rootfsInstructions = (input: RootfsInput): readonly string[] => [
  ...listsInstruction(input),
  ...(input.pathsFile === undefined ? [] : [`COPY ${input.pathsFile} /lists/PATHS`]),
  `RUN --mount=type=bind,from=${input.from},source=/,target=/app <<'ASSEMBLE'`,
  ...assembly(input),
  'ASSEMBLE',
]

/** What each list is for; an empty one is written all the same, since the assembly reads it. */
const comments = {
  PACKAGES: 'packages of the system, whole but for their documentation',
  LIBRARIES: 'packages of which no program is started: whole but for their programs',
  LEFT: 'and but for these parts of both',
  TREES: 'directories, whole',
  BUT: 'but for these, which only build or develop',
  DEV: 'and the development dependencies that the lock files in these name',
  PATHS: 'single files, links and empty directories',
  APP: 'what an edit of the app changes, for the last copy',
} as const

const listsInstruction = ({ form, owners, appTrees, pathsFile }: RootfsInput): readonly string[] => {
  const lists: readonly (readonly [keyof typeof comments, readonly string[]])[] = [
    ['PACKAGES', pathsFile === undefined ? namesOf(form, false) : owners],
    ...(namesOf(form, true).length === 0 ? [] : [['LIBRARIES', namesOf(form, true)] as const]),
    ...(form.left.length === 0 ? [] : [['LEFT', form.left.map(portable)] as const]),
    ['TREES', form.trees],
    ['BUT', form.out],
    ...(form.lean.length === 0 ? [] : [['DEV', form.lean] as const]),
    ...(pathsFile === undefined ? [['PATHS', form.paths.map(portable)] as const] : []),
    ['APP', appTrees],
  ]
  return [
    ...lists.map(([name]) => `# ${name}: ${comments[name]}`),
    `COPY ${lists.map(([name]) => `<<'${name}'`).join(' ')} /lists/`,
    ...lists.flatMap(([name, lines]) => [...lines, name]),
  ]
}

const namesOf = ({ packages }: ReadableForm, withoutPrograms: boolean): readonly string[] =>
  packages.filter(kept => kept.withoutPrograms === withoutPrograms).map(({ installed }) => installed.name)

/** The directories of one architecture are written so that each finds its own. */
const portable = (path: string): string =>
  path
    .replace(/^((?:\/usr(?:\/local)?)?\/lib)\/[a-z0-9_]+-linux-(gnu|musl)[a-z0-9]*\//, '$1/*-linux-$2*/')
    .replace(/^(\/usr\/lib\/jvm\/[^/]+)-(?:amd64|arm64)\//, '$1-*/')
    .replace(/\/ld-linux-x86-64\.so\.2$/, '/ld-linux-*.so.*')
    .replace(/\/ld-musl-(x86_64|aarch64)\.so\.1$/, '/ld-musl-*.so.1')

const assembly = ({ form, tools, pathsFile }: RootfsInput): readonly string[] => [
  'set -eu',
  'mkdir -p /rootfs/system /rootfs/packages /rootfs/app',
  'cd /lists',
  ...(tools === undefined
    ? [': > owned']
    : packageFiles(tools, namesOf(form, true).length > 0, pathsFile !== undefined)),
  ...(form.lean.length === 0 ? [] : developmentByLock),
  ...selection(form.left.length > 0),
  ...(tools === undefined
    ? []
    : ['# what scanners read of the packages', `if [ -n "$packages" ]; then`, ...tools.writeMetadata, 'fi']),
  ...libraryCheck,
  'rm -rf /lists /check',
]

/** The exact form takes only the metadata of the packages: their files are named one by one. */
const packageFiles = ({ listFiles }: RootfsTools, libraries: boolean, exact: boolean): readonly string[] => [
  ...(libraries
    ? [
        'packages=$(cat LIBRARIES)',
        ...listFiles,
        `awk '!/${commands.source}/' owned > libraries`,
        'packages=$(cat PACKAGES)',
      ]
    : ['packages=$(cat PACKAGES)']),
  '# fails where a package is not installed',
  ': > owned',
  `if [ -n "$packages" ]; then`,
  ...listFiles,
  'fi',
  ...(libraries ? ['cat libraries >> owned', 'packages=$(cat PACKAGES LIBRARIES)'] : []),
  ...(exact ? [': > owned'] : []),
]

/** npm's own record of what it installed: a key on a line, `"dev": true` below it. */
const developmentByLock = [
  'while read -r modules; do',
  `  awk -v modules="$modules" '/^    "node_modules\\// {`,
  '    name = $0; sub(/^    "node_modules\\//, "", name); sub(/": [{].*/, "", name) }',
  `  /^      "dev": true/ { print modules "/" name }' "/app$modules/.package-lock.json" >> BUT`,
  'done < DEV',
]

/**
 * Walks the app's files once and keeps: what a package owns (through the links at the top, since databases list paths
 * as they were before /lib became a link), the trees, the single paths, and all their parents.
 */
const selection = (left: boolean): readonly string[] => [
  '# one walk over the app; a path that is named and absent ends the build',
  '(cd /app && find . -xdev -mindepth 1 | sed "s/^\\.//") > all',
  'for link in /app/*; do [ ! -L "$link" ] || echo "/${link#/app/} $(readlink "$link")"; done > links',
  "awk '",
  'function up(p) { sub(/\\/[^\\/]*$/, "", p); return p }',
  'function within(p, set) { for (; p != ""; p = up(p)) if (p in set) return 1; return 0 }',
  `function documentation(p) { return p ~ /${documentation.source}/ && p !~ /${licence.source}/ }`,
  `function layer(p) { if (p ~ /${languagePackages.source}/) return "packages"; return within(p, apps) ? "app" : "system" }`,
  'function expression(p) { gsub(/[.+(){}\\[\\]]/, "\\\\\\\\&", p); gsub(/\\*/, "[^/]*", p); return "^" p }',
  'function leftOut(p,  e) { for (e in left) if (p ~ e) return 1; return 0 }',
  'function keep(p,  l) { for (l = layer(p); !((l, p) in kept); p = up(p)) {',
  '  kept[l, p]; print "." p > (l ".list"); if (p == "") break } }',
  'FILENAME == "links" { at = index($0, " "); target = substr($0, at + 1); sub(/^\\//, "", target)',
  '  linked[substr($0, 1, at - 1)] = "/" target; next }',
  'FILENAME == "TREES" { trees[$0]; named[$0]; next }',
  'FILENAME == "BUT" { but[$0]; next }',
  'FILENAME == "APP" { apps[$0]; next }',
  'FILENAME == "LEFT" { left[expression($0) "(\\/|$)"]; next }',
  'FILENAME == "PATHS" && (!/^\\/[^\\t]/) { next }',
  'FILENAME == "PATHS" { sub(/\\t.*/, ""); named[$0]',
  '  if ($0 ~ /\\*/) patterns[$0] = expression($0) "$"',
  '  else paths[$0]; next }',
  'FILENAME == "owned" { top = substr($0, 2); sub(/\\/.*/, "", top); top = "/" top',
  '  if (top in linked && $0 != top) $0 = linked[top] substr($0, length(top) + 1)',
  '  if (!documentation($0) && !leftOut($0)) owned[$0]; next }',
  '{ take = ($0 in owned) || ($0 in paths) || (within($0, trees) && !within($0, but))',
  '  for (p in patterns) if ($0 ~ patterns[p]) { take = 1; found[p] }',
  '  if ($0 in named) found[$0]; if (take) keep($0) }',
  'END { for (p in named) if (!(p in found)) { print "laststage: not in the image: " p; bad = 1 } exit bad }',
  `' links TREES BUT APP PATHS ${left ? 'LEFT ' : ''}owned all >&2`,
  'for layer in system packages app; do',
  '  [ -e "$layer.list" ] || continue',
  '  { tar -C /app --no-recursion --numeric-owner --xattrs "--xattrs-include=*" --no-unquote \\',
  '    --verbatim-files-from -T "$layer.list" -cf - || touch failed; } \\',
  '    | tar -C "/rootfs/$layer" --numeric-owner --xattrs "--xattrs-include=*" -xpf -',
  'done',
  '[ ! -e failed ]',
]

/** What the loader finds in the app's image and would not find in this one ends the build. */
const libraryCheck = [
  '# each library that the app finds has to be here',
  'mkdir /check && cp -al /rootfs/system/. /rootfs/packages/. /rootfs/app/. /check/',
  'loader=$(cd /check && ls -d lib64/ld-linux-*.so.* lib/ld-linux-*.so.* lib/ld-musl-*.so.1 2> /dev/null | head -n 1)',
  '# glibc names the first library that it lacks, musl each',
  'absent() { chroot "$1" "/$loader" --list "$2" 2>&1 < /dev/null | sed -n \\',
  '  -e "s/.*error while loading shared libraries: \\([^:]*\\): cannot open.*/\\1/p" \\',
  '  -e "s/^Error loading shared library \\([^:]*\\):.*/\\1/p"; }',
  '(cd /check && find . -xdev -type f \\( -perm -100 -o -name "*.so" -o -name "*.so.*" \\) \\',
  '  -exec env LC_ALL=C grep -l -m 1 "^.ELF" {} + || true) | sed "s/^\\.//" > elf',
  'if [ -n "$loader" ]; then',
  '  while read -r file; do',
  '    absent /check "$file" > here',
  '    [ -s here ] || continue',
  '    absent /app "$file" > there',
  '    if grep -vxFf there here > lost; then echo "laststage: $file needs $(cat lost)" >&2; touch failed; fi',
  '  done < elf',
  'fi',
  '[ ! -e failed ]',
]
