import type { DockerfileDocument } from '../dockerfile/syntax.ts'
import type { KeepRequest } from './closure.ts'

/** Reads `# laststage: keep /path because …`. A comment without a reason counts too, and says so. */
export const keepRequests = (document: DockerfileDocument): readonly KeepRequest[] =>
  document.comments.flatMap(comment => {
    const match = /^#\s*laststage:\s*keep\s+(\/\S*)(?:\s+because\s+(.+))?\s*$/.exec(comment.text.trim())
    const path = match?.[1]
    if (path === undefined) return []
    const because = match?.[2] ?? 'the Dockerfile asks for it'
    return [{ path: path.replace(/(.)\/+$/, '$1'), because, line: comment.range.start.line }]
  })
