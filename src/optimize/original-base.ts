import { parseDockerfile } from '../dockerfile/parse.ts'
import { buildModel } from '../model/model.ts'

/** The image that a Dockerfile's last stage stands on in the end; undefined where that cannot be told. */
export function baseOf(dockerfile: string, name: string): string | undefined {
  const { stages, final } = buildModel(parseDockerfile(dockerfile, name))
  let stage = final
  // Stages only ever stand on earlier ones; the count guards against a model that says otherwise.
  for (let hops = 0; stage !== undefined && hops <= stages.length; hops += 1) {
    const { base } = stage
    if (base.kind === 'scratch') return 'scratch'
    if (base.kind === 'image') return base.reference
    if (base.kind === 'unknown') return undefined
    stage = stages[base.stage]
  }
  return undefined
}
