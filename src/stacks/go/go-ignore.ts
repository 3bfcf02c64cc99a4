import type { AppFiles } from '../../app/app-files.ts'
import type { GoApp } from './go-app.ts'
import type { GoNeeds } from './go-needs.ts'

/** Paths that a COPY of the whole folder brings in and no step reads. */
export function goIgnore(_app: AppFiles, go: GoApp, needs: GoNeeds): readonly string[] {
  const readsGit = needs.buildInfo !== undefined || /\bgit\b/.test(go.build.document.text)
  return readsGit ? [] : ['.git']
}
