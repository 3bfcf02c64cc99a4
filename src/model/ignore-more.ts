import { parseDockerIgnore } from '../app/dockerignore.ts'
import type { BuildModel } from './build-model.ts'
import { cleanSource } from './context-copies.ts'

/** A `.dockerignore` with more paths at its end; the same text where it leaves all of them out already. */
export function ignoreMore(text: string, patterns: readonly string[]): string {
  const ignore = parseDockerIgnore(text)
  const missing = [...new Set(patterns)].filter(pattern => !ignore.ignores(pattern.replace(/^\*\*\//, '')))
  return appendLines(text, missing)
}

/** A text with more lines at its end, which ends with a newline then. */
export function appendLines(text: string, lines: readonly string[]): string {
  if (lines.length === 0) return text
  const start = text === '' || text.endsWith('\n') ? text : `${text}\n`
  return `${start}${lines.join('\n')}\n`
}

/** What COPY and ADD take from the context, the whole of it as the empty string. */
export function contextSources(build: BuildModel): readonly string[] {
  return build.stages.flatMap(stage =>
    stage.steps.flatMap(step =>
      step.effects.flatMap(effect =>
        effect.kind === 'copies-from-context' ? effect.sources.map(cleanSource) : [],
      ),
    ),
  )
}
