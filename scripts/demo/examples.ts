import { join } from 'node:path'
import type { AppFiles } from '../../src/app/app-files.ts'
import { readAppFolder } from '../../src/app/read-app-folder.ts'
import type { Proposal } from '../../src/rewrite/candidate.ts'
import { propose } from '../../src/rewrite/propose.ts'

/** An example app, read and with what is proposed for it. */
export interface Example {
  readonly name: string
  readonly root: string
  readonly app: AppFiles
  readonly proposal: Proposal
}

/** The three shapes of the demo, the quickest first. */
export function readExamples(checkout: string): readonly Example[] {
  return ['go-hello', 'java-maven', 'react-spa'].map(name => {
    const root = join(checkout, 'examples', name)
    const app = readAppFolder(root)
    return { name, root, app, proposal: propose({ app }) }
  })
}

/** Every Dockerfile that the demo will build, so that the base images they name can be prepared. */
export function dockerfilesOf(examples: readonly Example[]): readonly string[] {
  return examples.flatMap(({ proposal }) => [
    ...(proposal.original === undefined ? [] : [proposal.original.repaired?.text ?? proposal.original.text]),
    ...proposal.candidates.map(candidate => candidate.files[candidate.dockerfile] ?? ''),
  ])
}
