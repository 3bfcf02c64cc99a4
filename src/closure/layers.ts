import { isWithin } from '../image/root/image-tree.ts'
import type { ClosureLayer } from './closure.ts'
import { isLanguagePackage } from './places.ts'

/** Which of the three copies a path goes into: what changes least comes first. */
export const layerOf = (path: string, appTrees: readonly string[]): ClosureLayer => {
  if (isLanguagePackage(path)) return 'packages'
  return appTrees.some(root => isWithin(path, root)) ? 'app' : 'system'
}
