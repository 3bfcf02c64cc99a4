import { posix } from 'node:path'
import type { AppFiles } from '../../app/app-files.ts'
import { cacheMountEdits, runsAsRoot } from '../../model/build-edits.ts'
import type { Step } from '../../model/build-model.ts'
import type { Change } from '../../model/change.ts'
import { evidenceOf } from '../../model/evidence-of.ts'
import { isMounted, isUsedOtherwise } from '../../model/shared-cache.ts'
import { standsAt, type TextEdit } from '../../model/instruction-text.ts'
import { buildCacheEdits, buildCacheFlag, cacheChange } from './build-cache.ts'
import type { Framework } from './framework-facts.ts'
import { installsAsRoot, manifestsFirst } from './manifests-first.ts'
import { managerNamed } from './package-manager.ts'
import type { StaticSite } from './static-site.ts'

/** What is done differently in the stage that builds the site. */
export interface BuildStageEdits {
  readonly edits: readonly TextEdit[]
  readonly drop: ReadonlySet<Step>
  readonly before: ReadonlyMap<Step, readonly string[]>
  readonly after: readonly string[]
  readonly changes: readonly Change[]
}

/** The author's own stage with devDependencies, a cache of downloads, manifests before sources, and the build itself. */
export function editBuildStage(app: AppFiles, site: StaticSite): BuildStageEdits {
  const development = developmentEdits(site)
  const first = manifestsFirst(app, site, development.edits)
  const cache = cacheEdits(site, first.changes.length > 0)
  const compiled = buildCacheEdits(site, first.changes.length > 0)
  const build = buildLine(site)
  const maps = mapLines(site)
  return {
    edits: [
      ...development.edits.filter(edit => !first.swallowed.some(range => covers(range, edit))),
      ...first.edits,
      ...cache.edits,
      ...compiled.edits,
    ],
    drop: first.drop,
    before: first.before,
    after: [...build.lines, ...maps.lines],
    changes: [
      ...build.changes,
      ...maps.changes,
      ...development.changes,
      ...first.changes,
      ...cache.changes,
      ...compiled.changes,
    ],
  }
}

const covers = (range: TextEdit, edit: TextEdit) => edit.start >= range.start && edit.end <= range.end

/** The build needs devDependencies: compilers, type checkers and plugins are there. They do not ship. */
function developmentEdits(site: StaticSite): { edits: readonly TextEdit[]; changes: readonly Change[] } {
  const { document } = site.build
  const manager = managerNamed(site.manager)
  if (site.manifest.devDependencies.size === 0) return { edits: [], changes: [] }
  const installs = site.commands.filter(each => each.kind === 'install')
  const removed = installs.flatMap(({ command }) =>
    command.words.flatMap((word, index) => {
      const before = command.words[index - 1]
      const flag =
        manager.production.test(word.value ?? '') || (word.value === 'dev' && before?.value === '--omit')
      const pair = word.value === '--omit' && command.words[index + 1]?.value === 'dev'
      if (!before || !(flag || pair) || !standsAt(document, word.range, word.raw)) return []
      return [{ start: before.range.end.offset, end: word.range.end.offset, text: '' }]
    }),
  )
  const added = installs.flatMap(({ command, step }) => {
    const present = command.words.some(word => word.value === manager.development)
    const last = command.words.at(-1)
    if (manager.development === undefined) return []
    if (step.variables.get('NODE_ENV') !== 'production' || present || !last) return []
    return [{ start: last.range.end.offset, end: last.range.end.offset, text: ` ${manager.development}` }]
  })
  const edits = mergeAtEnd([...removed, ...added])
  const [install] = installs
  if (edits.length === 0 || !install) return { edits: [], changes: [] }
  const [first] = site.manifest.devDependencies
  const change: Change = {
    id: 'node-dev-dependencies',
    title: 'Install devDependencies for the build',
    because: 'What builds the site is among them, and the build fails without; only the built files ship.',
    evidence: [
      evidenceOf(site.build, install.step.instruction),
      site.framework.evidence,
      ...(first
        ? [{ file: site.manifest.path, range: first[1].range, fact: `devDependency ${first[0]}` }]
        : []),
    ],
    applicability: 'needs-verification',
  }
  return { edits, changes: [change] }
}

/** An insertion right where a removal ends goes into the removal. */
function mergeAtEnd(edits: readonly TextEdit[]): readonly TextEdit[] {
  return edits.flatMap(edit => {
    if (edit.start === edit.end && edits.some(other => other !== edit && other.end === edit.start)) return []
    const insertion = edits.find(
      other => other !== edit && other.start === other.end && other.start === edit.end,
    )
    return [insertion ? { ...edit, text: edit.text + insertion.text } : edit]
  })
}

function cacheEdits(site: StaticSite, moved: boolean) {
  const { cache } = managerNamed(site.manager)
  const install = site.commands.find(each => each.kind === 'install')
  if (cache === undefined || !install || !installsAsRoot(site, install.step))
    return { edits: [], changes: [] }
  const offline = install.command.words.some(word => word.value === '--offline')
  const used = offline || isUsedOtherwise(site.build, site.stage, cache)
  const present = used || isMounted(install.step, cache)
  const edits = present || moved ? [] : cacheMountEdits(site.build.document, install.step, [cache])
  const change: Change = {
    id: 'node-cache',
    title: `Keep what ${managerNamed(site.manager).title} downloads between builds`,
    because:
      'After a change of a dependency the others are not downloaded again, and the downloads are in no layer.',
    evidence: [evidenceOf(site.build, install.step.instruction)],
    applicability: 'safe',
  }
  return { edits, changes: present ? [] : [change] }
}

/** The author's own build where there is one; else the script of package.json. */
function buildLine(site: StaticSite): { lines: readonly string[]; changes: readonly Change[] } {
  // A last stage of the author's own ships what he builds already, in this stage or in one that stands on it.
  if (!site.served || site.commands.some(each => each.kind === 'build')) return { lines: [], changes: [] }
  const change: Change = {
    id: 'node-build',
    title: 'Build the site while the image is built',
    because:
      'The original ships the sources and what builds them; the built files are all that a browser asks for.',
    evidence: [site.framework.evidence],
    applicability: 'needs-verification',
  }
  const last = site.stage.steps.at(-1)
  const flag = last && runsAsRoot(last) ? buildCacheFlag(site.framework, site.folder) : ''
  const changes = flag === '' ? [change] : [change, cacheChange(site)]
  return { lines: [`RUN ${flag}${managerNamed(site.manager).build}`], changes }
}

/** Takes away the source maps that a build writes by itself; those that the author asks for stay. */
export function withoutMaps({ maps, output }: Framework): readonly string[] {
  return maps ? [`RUN find ${output} -name '*.map' -delete`] : []
}

/** Where the original serves built files, its maps are among what is compared. */
function mapLines(site: StaticSite): { lines: readonly string[]; changes: readonly Change[] } {
  const lines = site.served?.kind === 'development' ? withoutMaps(site.framework) : []
  const change: Change = {
    id: 'site-source-maps',
    title: 'Leave out the source maps',
    because: `${site.framework.title} writes them by itself, and they hold the sources; nothing asks for them.`,
    evidence: [site.framework.evidence],
    applicability: 'needs-verification',
  }
  return { lines, changes: lines.length > 0 ? [change] : [] }
}

/** Where the built site is, in the container. */
export function outputFolder(site: StaticSite): string {
  return posix.resolve(site.folder, site.framework.output)
}
