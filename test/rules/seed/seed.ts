import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { withFiles } from '../../../src/app/memory-app.ts'
import type { AppFiles } from '../../../src/app/app-files.ts'
import { readAppFolder } from '../../../src/app/read-app-folder.ts'
import { applyFixes } from '../../../src/rules/apply-fixes.ts'
import { formatSize } from '../../../src/report/terminal/size.ts'
import { type Checked, checkDockerfile } from '../../../src/rules/check-document.ts'

const folder = new URL('fixtures/', import.meta.url)

/** The Dockerfiles of the text that this project grew from, verbatim, each with an app of its kind. */
const seeds = [
  ['react-single', 'React, one stage', 'react'],
  ['react-multi', 'React, two stages', 'react'],
  ['java-single', 'Java, one stage', 'java'],
  ['java-multi', 'Java, two stages', 'java'],
  ['go-single', 'Go, one stage', 'go'],
  ['go-multi', 'Go, two stages', 'go'],
] as const

export interface Seed {
  readonly id: string
  readonly title: string
  readonly appFolder: string
  readonly app: AppFiles
  readonly text: string
  readonly findings: readonly Checked[]
  /** With every fix made. */
  readonly mended: string
}

/** Each file, read, checked and mended. */
export function readSeeds(): readonly Seed[] {
  return seeds.map(([id, title, appName]) => {
    const text = readFileSync(new URL(`${id}/Dockerfile`, folder), 'utf8')
    const appFolder = fileURLToPath(new URL(`apps/${appName}`, folder))
    const app = withFiles(readAppFolder(appFolder), { Dockerfile: text })
    const { findings } = checkDockerfile(text, 'Dockerfile', { app })
    const mended = applyFixes(text, 'Dockerfile', { app, unsafe: true }).text
    return { id, title, appFolder, app, text, findings, mended }
  })
}

/** Unpacked bytes of the image that a Dockerfile makes, or why it makes none. */
export interface SeedSize {
  readonly printed: number | string
  readonly mended: number | string
}

/** What `npm run seed:sizes` measured. */
export interface SeedSizes {
  readonly engine: string
  readonly platform: string
  readonly standIns: boolean
  readonly sizes: Readonly<Record<string, SeedSize>>
}

export const seedSizesPath = new URL('sizes.json', import.meta.url)

export function readSizes(): SeedSizes {
  return JSON.parse(readFileSync(seedSizesPath, 'utf8'))
}

/** `docs/seed-dockerfiles.md`: a test tells when it is out of date. */
export function seedPage(seeds: readonly Seed[]): string {
  return `${head}${sizeTable(seeds)}\n${seeds.map(section).join('\n')}`
}

function sizeTable(seeds: readonly Seed[]): string {
  const { engine, platform, standIns, sizes } = readSizes()
  const rows = seeds.map(
    ({ id, title }) => `| ${title} | ${sizeCell(sizes[id]?.printed)} | ${sizeCell(sizes[id]?.mended)} |`,
  )
  const bases = standIns ? "the lab's stand-ins for the base images" : 'the genuine base images'
  return `## Sizes

| Dockerfile | As printed | Mended |
| --- | --- | --- |
${rows.join('\n')}

Unpacked bytes of the layers, measured by \`npm run seed:sizes\` with Docker ${engine} on ${platform} and ${bases}. A mended
file is the article's own with its faults mended, no more: it is what \`laststage optimize\` starts from. The Java app's
\`mvnw\` is a script of ours that needs no network, so Maven is not in that image.
`
}

function sizeCell(size: number | string | undefined): string {
  return typeof size === 'number' ? formatSize(size) : `no image: ${cell(size ?? 'not built')}`
}

const head = `# Six Dockerfiles that are on the web

laststage grew from an article that shows three apps, each built in one stage and in two. Its six Dockerfiles stand in
\`test/rules/seed\` as they were printed, with the faults that are in them. Here is what \`laststage check\` says of each,
in the place where it is, and the file with every fix made (\`--fix --unsafe\`). Where no fix is shown, the fault wants a
decision. The apps beside them are small ones of the same kind.

`

function section({ title, findings, text, mended }: Seed): string {
  const rows = findings.map(
    ({ file, range: { start }, code, message, fix }) =>
      `| ${file}:${start.line}:${start.column} | [${code}](../src/rules/${code}/README.md) | ${cell(message)} | ${fix ? cell(fix.title) : ''} |`,
  )
  const table = ['| Place | Fault | Message | Fix |', '| --- | --- | --- | --- |', ...rows].join('\n')
  const after =
    mended === text
      ? 'Nothing here is mended by itself.'
      : `Mended:\n\n\`\`\`dockerfile\n${mended.trim()}\n\`\`\``
  return `## ${title}\n\n${rows.length === 0 ? 'No fault.' : table}\n\n${after}\n`
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ')
}

export const seedPagePath = new URL('../../../docs/seed-dockerfiles.md', import.meta.url)

export function acceptSeedPage(seeds: readonly Seed[]): void {
  writeFileSync(seedPagePath, seedPage(seeds))
}
