import type { AppFiles } from '../app/app-files.ts'

/**
 * Programs that apps start and that the images of languages lack, by Debian's package; those that an app brings itself
 * and those of every system are not among them. Source: packages.debian.org, "contents of packages".
 */
const packages: ReadonlyMap<string, string> = new Map(
  Object.entries({
    convert: 'imagemagick',
    dot: 'graphviz',
    exiftool: 'libimage-exiftool-perl',
    ffmpeg: 'ffmpeg',
    ffprobe: 'ffmpeg',
    gs: 'ghostscript',
    identify: 'imagemagick',
    mogrify: 'imagemagick',
    pandoc: 'pandoc',
    pdftoppm: 'poppler-utils',
    pdftotext: 'poppler-utils',
    soffice: 'libreoffice',
    sox: 'sox',
    tesseract: 'tesseract-ocr',
  }),
)

const started =
  /\b(?:spawn|spawnSync|exec|execFile|execSync|execFileSync|run|call|Popen|check_output|check_call|system|popen)\(\s*\[?\s*f?["'`](?:\/usr\/bin\/)?(\w+)(?=["'`\s])/g

const starts = /child_process|\bexeca\b|\bsubprocess\b|\bos\.(?:system|popen)/
const notApp =
  /(?:^|\/)(?:tests?|__tests__|docs|node_modules|\.venv|venv)\/|(?:^|\/)test_|[._](?:test|spec)\.\w+$/

/** Node's packages that start such a program. */
const starters: ReadonlyMap<string, readonly string[]> = new Map([
  ['fluent-ffmpeg', ['ffmpeg']],
  ['gm', ['graphicsmagick', 'imagemagick']],
  ['node-tesseract-ocr', ['tesseract-ocr']],
])

/**
 * The line of a new Dockerfile that installs the programs which the sources, or packages of Node's among `dependencies`,
 * start by name; none where there are none.
 */
export function systemPrograms(app: AppFiles, dependencies: Iterable<string> = []): readonly string[] {
  const sources = app.list().filter(path => /\.(?:py|[cm]?[jt]s)$/.test(path) && !notApp.test(path))
  const texts = sources.map(path => app.read(path) ?? '').filter(text => starts.test(text))
  const names = texts.flatMap(text =>
    [...text.matchAll(started)].map(match => packages.get(match[1] ?? '') ?? []),
  )
  const wanted = [
    ...new Set([...names.flat(), ...[...dependencies].flatMap(name => starters.get(name) ?? [])]),
  ].sort()
  return wanted.length === 0
    ? []
    : [
        `RUN apt-get update && apt-get install -y --no-install-recommends ${wanted.join(' ')} && rm -rf /var/lib/apt/lists/*`,
      ]
}
