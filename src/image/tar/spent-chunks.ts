/** Below this a chunk may share Node's pool of small buffers with others. */
const pooled = 4096

/**
 * The chunks of a pipe, each freed when the next is asked for. A pipe gives a buffer of 64 KB for each read, and the
 * collector lets some 60 MB of them stand before it runs, since its own heap hardly grows. Only for a stream whose chunks
 * nobody keeps: a view of a freed one is empty.
 */
export async function* freeingSpent(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    yield chunk
    free(chunk)
  }
}

const free = ({ buffer, byteLength }: Uint8Array): void => {
  // What is a part of something larger may not be ours alone.
  if (byteLength <= pooled || byteLength !== buffer.byteLength || !(buffer instanceof ArrayBuffer)) return
  // Detaches it and gives its memory back at once, which nothing else in the language does.
  buffer.transfer(0)
}
