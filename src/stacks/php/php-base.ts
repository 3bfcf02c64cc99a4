import type { Stage } from '../../model/build-model.ts'

/** True for the official PHP image; a string says why no last stage can be told from it; undefined for any other. */
export function phpBase(stage: Stage): { readonly reference: string } | string | undefined {
  if (stage.base.kind !== 'image') return undefined
  const { reference } = stage.base
  const match = /^(?:docker\.io\/)?(?:library\/)?php(?::([\w.-]+))?(?:@sha256:\w+)?$/.exec(reference)
  if (!match) return undefined
  if ((match[1] ?? '').includes('alpine'))
    return `${reference}: which of Alpine’s packages have the libraries of the extensions cannot be told without building them`
  return { reference }
}
