import type { AppFiles } from '../app/app-files.ts'
import type { CheckConfig } from '../config/config.ts'
import type { DockerfileDocument } from '../dockerfile/syntax.ts'
import type { BuildModel } from '../model/build-model.ts'
import type { Change } from '../model/change.ts'
import { shippedStages } from '../model/launch.ts'
import { type AppliedFix, applyFixes } from '../rules/apply-fixes.ts'
import { checkDockerfile } from '../rules/check-document.ts'
import { devServerShipped } from '../rules/dev-server-shipped/rule.ts'
import type { Candidate } from './candidate.ts'

/**
 * The user's own stages with the safe fixes of `check` made: exactly what `laststage check --fix` writes. Undefined where
 * there is none, and where the image starts a development server, which no tidying makes fit to ship.
 */
export function tidy(
  app: AppFiles,
  build: BuildModel,
  { rules, registries }: CheckConfig,
): Candidate | undefined {
  const { document } = build
  const dev = checkDockerfile(document.text, document.file, { app, rules: [devServerShipped] })
  if (dev.findings.some(({ code }) => code === devServerShipped.id)) return undefined
  const { text, files, applied } = applyFixes(document.text, document.file, {
    app,
    severities: rules,
    registries,
  })
  if (applied.length === 0) return undefined
  return {
    id: 'tidy',
    strategy: 'tidy',
    title: 'The same stages, tidied',
    files: { [document.file]: text, ...files },
    dockerfile: document.file,
    changes: applied.map(each => changeOf(document, each)),
    diagnostics: [],
    finalBase: baseOf(build),
  }
}

function changeOf({ file }: DockerfileDocument, { finding, fix, round }: AppliedFix): Change {
  const fact = `${finding.code}: ${fix.title}`
  return {
    id: finding.code,
    title: fix.title,
    because: sentence(finding.message),
    // After the first round the lines are no longer those of the user's file.
    evidence: [{ file, fact, ...(round === 0 ? { range: finding.range } : {}) }],
    applicability: 'safe',
  }
}

/** A command's name stays as it is written. */
function sentence(message: string): string {
  const named = /^(?:npm|yarn|pip|apt|apk|dnf|yum|zypper|microdnf|go|mvn|cargo)\b/.test(message)
  return `${named ? message : message.charAt(0).toUpperCase() + message.slice(1)}.`
}

function baseOf(build: BuildModel): string {
  const base = shippedStages(build)[0]?.base
  return base?.kind === 'image' || base?.kind === 'unknown' ? base.reference : ''
}
