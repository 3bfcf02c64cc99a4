import { ancestorsOf, type ImageTree, joinPath } from '../../image/root/image-tree.ts'

/** Directories in which an app keeps its lock file: around its packages, and the usual places of an app. */
const usual = ['/app', '/usr/src/app', '/src', '/code', '/srv', '/opt/app', '/workspace']

/** The first of these files that is in the image and was read, near the packages or where apps lie. */
export const findLockFile = (
  tree: ImageTree,
  packages: string,
  names: readonly string[],
): string | undefined => {
  const places = [...ancestorsOf(packages), ...usual]
  for (const place of places) {
    for (const name of names) {
      const text = tree.text(joinPath(place, name))
      if (text !== undefined) return text
    }
  }
  return undefined
}
