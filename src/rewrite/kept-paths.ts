import type { DockerfileDocument } from '../dockerfile/syntax.ts'
import type { Change } from '../model/change.ts'
import type { NeededFile, Plan } from '../model/stack-facts.ts'

const directive = /^#\s*laststage:\s*keep\s+(\/\S*)(?:\s+because\s+(.+))?$/i

/**
 * Adds what the author asks for with `# laststage: keep /path because …` to a plan's last stage.
 * A last stage that stays the author's own is left alone.
 */
export function withKeptPaths(plan: Plan, document: DockerfileDocument | undefined): Plan {
  if (!document || 'kept' in plan.needs) return plan
  const { files } = plan.needs
  const from = files.find(file => file.from !== 'context' && !/[/:]/.test(file.from))?.from
  if (from === undefined) return plan
  const asked = document.comments.flatMap(comment => {
    const match = directive.exec(comment.text.trim())
    const path = match?.[1]
    return path === undefined || path === '/' ? [] : [{ path, because: match?.[2], comment }]
  })
  const missing = asked.filter(({ path }) => !files.some(file => file.source === path))
  const kept = missing.map(
    ({ path, because }): NeededFile => ({
      from,
      source: path,
      destination: path,
      ...(because === undefined ? {} : { because }),
    }),
  )
  const changes = missing.map(
    ({ path, because, comment }): Change => ({
      id: 'keep',
      title: `Keep ${path}`,
      because: because ?? 'The Dockerfile asks for it.',
      evidence: [{ file: document.file, range: comment.range, fact: comment.text.trim() }],
      applicability: 'safe',
    }),
  )
  return {
    ...plan,
    needs: { ...plan.needs, files: [...kept, ...files] },
    changes: [...plan.changes, ...changes],
  }
}
