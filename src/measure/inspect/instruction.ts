/**
 * The instruction that made a layer, as its author wrote it, out of `created_by` of the image's history:
 * `RUN /bin/sh -c npm ci # buildkit` → `RUN npm ci`; the old builder's `/bin/sh -c #(nop) COPY …` → `COPY …`.
 * A heredoc keeps its lines.
 */
export function instructionText(createdBy: string): string {
  const text = createdBy
    .replace(/\s*# buildkit$/, '')
    .replaceAll(/[ \t]+/g, ' ')
    .trim()
  const nop = /^\/bin\/sh -c #\(nop\) +(.*)$/s.exec(text)
  if (nop?.[1] !== undefined) return nop[1]
  const run = /^(?:RUN )?(?:\|\d+ (?:.*? )?)?\/bin\/(?:ba)?sh -(?:c|ec|lc|o pipefail -c) ([\s\S]*)$/.exec(
    text,
  )
  return run?.[1] === undefined ? text : `RUN ${run[1]}`
}
