import type { ReadableForm } from '../../closure/readable-form.ts'
import type { RootfsTools } from './rootfs-base.ts'

export interface RootfsInput {
  readonly form: ReadableForm
  readonly tools: RootfsTools
  /** Directories that go into the last copy. */
  readonly appTrees: readonly string[]
  /** True where the paths are read from `/closure.txt` in place of being written here. */
  readonly exact: boolean
}

/** The shell script of the rootfs stage: POSIX sh, with the app's image at /app, into one folder for each copy. */
export const rootfsScript = (input: RootfsInput): string =>
  [
    'set -eu',
    'mkdir -p /rootfs/system /rootfs/packages /rootfs/app /lists',
    'cd /lists',
    ...packageLines(input),
    ...selectionLines(input),
    ...selection,
    ...metadataLines(input),
    ...libraryCheck,
    'rm -rf /lists',
  ].join('\n')

const packageLines = ({ form, tools }: RootfsInput): readonly string[] => {
  const names = form.packages.map(({ installed }) => installed.name)
  if (names.length === 0) return [': > owned']
  return [
    '# packages of the system, whole but for their documentation; it fails where one is not installed',
    ...wrap(names, "packages='", "'"),
    ...tools.listFiles,
  ]
}

/** Names over several lines, so that a review shows which one came or went. */
const wrap = (names: readonly string[], open: string, close: string): readonly string[] => {
  const lines: string[] = []
  let line = open
  for (const name of names) {
    if (line.length + name.length > 100) {
      lines.push(line.trimEnd())
      line = '  '
    }
    line += `${name} `
  }
  return [...lines, `${line.trimEnd()}${close}`]
}

const selectionLines = ({ form, appTrees, exact }: RootfsInput): readonly string[] => [
  ...list('trees', 'directories, whole', form.trees),
  ...list('out', 'but for these: they only build or develop', form.out),
  ...(exact
    ? ['cp /closure.txt paths']
    : list('paths', 'single files, links and empty directories', form.paths.map(portable))),
  ...list('apps', 'what an edit of the app changes', appTrees),
]

const list = (file: string, comment: string, paths: readonly string[]): readonly string[] =>
  paths.length === 0 ? [`: > ${file}`] : [`# ${comment}`, `cat > ${file} <<'PATHS'`, ...paths, 'PATHS']

/** The directories of one architecture are written so that each finds its own. */
export const portable = (path: string): string =>
  path
    .replace(/^(\/usr(?:\/local)?)?\/lib\/[a-z0-9_]+-linux-(gnu|musl)[a-z0-9]*\//, '$1/lib/*-linux-$2*/')
    .replace(/\/ld-linux-x86-64\.so\.2$/, '/ld-linux-*.so.*')
    .replace(/\/ld-musl-(x86_64|aarch64)\.so\.1$/, '/ld-musl-*.so.1')

/**
 * Walks the app's files once and keeps: what a package owns (through the links at the top, since databases list paths
 * as they were before /lib became a link), the trees, the single paths, and all their parents.
 */
const selection = [
  '# walk the app once; a path that is named and absent ends the build',
  '(cd /app && find . -xdev -mindepth 1 | sed "s/^\\.//") > all',
  `for link in /app/*; do if [ -L "$link" ]; then echo "/\${link#/app/} $(readlink "$link")"; fi; done > links`,
  "awk '",
  'function up(p) { sub(/\\/[^\\/]*$/, "", p); return p }',
  'function within(p, set) { for (; p != ""; p = up(p)) if (p in set) return 1; return 0 }',
  'function documentation(p) {',
  '  return p ~ /^\\/usr\\/share\\/(doc|man|info|locale|lintian|bug|doc-base|help|gtk-doc)\\// &&',
  '    p !~ /^\\/usr\\/share\\/doc\\/[^\\/]+\\/copyright$/ }',
  'function layer(p) {',
  '  if (p ~ /\\/(node_modules|site-packages|dist-packages|bower_components|vendor\\/bundle)(\\/|$)/ ||',
  '    p ~ /^\\/usr\\/local\\/bundle(\\/|$)/ || p ~ /\\/(\\.venv|venv)\\// || p ~ /^\\/opt\\/venv(\\/|$)/) return "packages"',
  '  return within(p, apps) ? "app" : "system" }',
  'function keep(p,  l) { for (l = layer(p); !((l, p) in kept); p = up(p)) {',
  '  kept[l, p]; print "." p > (l ".list"); if (p == "") break } }',
  'FILENAME == "links" { at = index($0, " "); target = substr($0, at + 1); sub(/^\\//, "", target)',
  '  linked[substr($0, 1, at - 1)] = "/" target; next }',
  'FILENAME == "trees" { trees[$0]; named[$0]; next }',
  'FILENAME == "out" { out[$0]; next }',
  'FILENAME == "apps" { apps[$0]; next }',
  'FILENAME == "paths" { named[$0]',
  '  if ($0 ~ /\\*/) { p = $0; gsub(/[.+(){}\\[\\]]/, "\\\\\\\\&", p); gsub(/\\*/, "[^/]*", p); patterns[$0] = "^" p "$" }',
  '  else paths[$0]; next }',
  'FILENAME == "owned" { top = "/" substr($0, 2); sub(/^\\//, "", top); sub(/\\/.*/, "", top); top = "/" top',
  '  if (top in linked && $0 != top) $0 = linked[top] substr($0, length(top) + 1)',
  '  if (!documentation($0)) owned[$0]; next }',
  '{ take = ($0 in owned) || ($0 in paths) || (within($0, trees) && !within($0, out))',
  '  for (p in patterns) if ($0 ~ patterns[p]) { take = 1; found[p] }',
  '  if ($0 in named) found[$0]; if (take) keep($0) }',
  'END { for (p in named) if (!(p in found)) { print "laststage: not in the image: " p; bad = 1 } exit bad }',
  "' links trees out apps paths owned all >&2",
  'for layer in system packages app; do',
  '  sort -u "$layer.list" > "$layer.sorted" 2> /dev/null || continue',
  '  { tar -C /app --no-recursion --numeric-owner --xattrs "--xattrs-include=*" --no-unquote \\',
  '    --verbatim-files-from -T "$layer.sorted" -cf - || touch failed; } \\',
  '    | tar -C "/rootfs/$layer" --numeric-owner --xattrs "--xattrs-include=*" -xpf -',
  'done',
  '[ ! -e failed ]',
]

const metadataLines = ({ form, tools }: RootfsInput): readonly string[] =>
  form.packages.length === 0 ? [] : ['# what scanners read of the packages kept', ...tools.writeMetadata]

/** What the loader finds in the app's image and would not find in this one ends the build. */
const libraryCheck = [
  '# each library that the app finds has to be here',
  'mkdir /check && cp -al /rootfs/system/. /rootfs/packages/. /rootfs/app/. /check/',
  'loader=$(cd /check && ls -d lib64/ld-linux-*.so.* lib/ld-linux-*.so.* lib/ld-musl-*.so.1 2> /dev/null | head -n 1)',
  'absent() { chroot "$1" "/$loader" --list "$2" 2>&1 | sed -n -e "s/^[[:space:]]*\\([^ ]*\\) => not found.*/\\1/p" \\',
  '  -e "s/^Error loading shared library \\([^:]*\\):.*/\\1/p" | sort -u; }',
  'if [ -n "$loader" ]; then',
  '  (cd /check && find . -xdev -type f \\( -perm -100 -o -name "*.so" -o -name "*.so.*" \\) \\',
  '    -exec env LC_ALL=C grep -l -m 1 "^.ELF" {} + || true) | sed "s/^\\.//" > elf',
  '  while read -r file; do absent /check "$file" < /dev/null > here; [ -s here ] || continue',
  '    absent /app "$file" < /dev/null > there',
  '    if grep -vxFf there here > lost; then echo "laststage: $file needs $(cat lost)" >&2; touch failed; fi',
  '  done < elf',
  'fi',
  '[ ! -e failed ]',
  'rm -rf /check',
]
