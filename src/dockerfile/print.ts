import type { DockerfileDocument } from './syntax.ts'

/** The text of a document, byte for byte as it was read. */
export function printDockerfile(document: DockerfileDocument): string {
  return document.text
}
