import type { ImageFiles } from '../../../measure/files/file-columns.ts'

/** The files that the page carries; undefined where it has none. */
export async function readData(): Promise<readonly ImageFiles[] | undefined> {
  const block = document.getElementById('files-data')
  if (block === null) return undefined
  const packed = fromBase64(block.textContent)
  block.remove()
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream('gzip'))
  const images: readonly ImageFiles[] = await new Response(stream).json()
  return images
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text)
  const bytes = new Uint8Array(binary.length)
  for (let at = 0; at < binary.length; at++) bytes[at] = binary.charCodeAt(at)
  return bytes
}
