import { parseDockerfile } from '../dockerfile/parse.ts'
import type { BuiltImage, Engine } from '../engines/engine.ts'
import { EngineError } from '../errors.ts'
import { canonicalReference, parseReference } from '../image/reference.ts'
import type { Stage } from '../model/build-model.ts'
import { buildModel } from '../model/model.ts'
import type { ReceiptBase } from './receipt.ts'

/** The images that a Dockerfile stands on or copies from, each with the digest that the engine took it by. */
export async function basesOf(
  engine: Engine,
  dockerfile: string,
  name: string,
  steps: BuiltImage['steps'],
): Promise<readonly ReceiptBase[]> {
  const { stages } = buildModel(parseDockerfile(dockerfile, name))
  const references = [...new Set(stages.flatMap(imagesOf))].sort()
  const pulled = pulledDigests(steps)
  return await Promise.all(references.map(async reference => baseOf(engine, reference, pulled)))
}

function imagesOf({ base, steps }: Stage): readonly string[] {
  const copied = steps
    .flatMap(step => step.effects)
    .flatMap(effect =>
      (effect.kind === 'copies-from-stage' || effect.kind === 'mounts') && effect.image !== undefined
        ? [effect.image]
        : [],
    )
  return base.kind === 'image' || base.kind === 'unknown' ? [base.reference, ...copied] : copied
}

/** BuildKit names such a step `[build 1/5] FROM docker.io/library/golang:1.23@sha256:…`. */
function pulledDigests(steps: BuiltImage['steps']): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  for (const { name } of steps) {
    const match = /\bFROM (\S+)@(sha256:[0-9a-f]{64})/.exec(name)
    if (match?.[1] !== undefined && match[2] !== undefined) found.set(match[1], match[2])
  }
  return found
}

async function baseOf(
  engine: Engine,
  reference: string,
  pulled: ReadonlyMap<string, string>,
): Promise<ReceiptBase> {
  const parsed = parseReference(reference)
  const digest = parsed && (parsed.digest ?? pulled.get(canonicalReference(parsed)))
  const stored = await storedImage(engine, reference)
  const standIn = stored?.standIn ?? false
  if (digest !== undefined) return { reference, digest, of: 'manifest', standIn }
  if (stored !== undefined) return { reference, digest: stored.id, of: 'image', standIn }
  return { reference, digest: null, of: 'unknown', standIn }
}

async function storedImage(
  engine: Engine,
  reference: string,
): Promise<{ readonly id: string; readonly standIn?: boolean } | undefined> {
  try {
    return await engine.inspectImage(reference)
  } catch (error) {
    // The builder may have pulled it for itself, without telling by which digest.
    if (error instanceof EngineError) return undefined
    throw error
  }
}
