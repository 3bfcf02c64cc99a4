import { existsSync } from 'node:fs'
import { isAbsolute, join, relative, resolve, sep } from 'node:path'
import type { AppFiles } from '../../app/app-files.ts'
import { isDockerfileName } from '../../app/dockerfile-names.ts'
import { maxReadBytes } from '../../app/read-app-folder.ts'
import { whyUnreadable } from '../../app/why-unreadable.ts'
import { UserError } from '../../errors.ts'

/** What was asked for: the app's folder, how the user names it, and the Dockerfile of `--file`. */
interface Asked {
  readonly root: string
  readonly shown: string
  readonly app: AppFiles
  readonly file: string | undefined
}

/**
 * The Dockerfile of `--file`, relative to the app's folder. Who is used to `docker build -f` names it as seen from where
 * they are, or with its whole path.
 */
export function fileInApp(root: string, cwd: string, file: string): string {
  if (existsSync(join(root, file))) return file
  const path = relative(root, resolve(cwd, file))
  const outside = path === '..' || path.startsWith(`..${sep}`) || isAbsolute(path)
  return outside || !existsSync(join(root, path)) ? file : path.replaceAll(sep, '/')
}

/**
 * The Dockerfile that counts.
 * @returns undefined where there is none at all, which a stack that is known can do without
 * @throws UserError where it cannot be read, or where the user has to choose one
 */
export function pickDockerfile({ root, shown, app, file }: Asked): string | undefined {
  const wanted = file ?? 'Dockerfile'
  if (app.read(wanted) !== undefined) return wanted
  const why = whyUnreadable(root, wanted, maxReadBytes)
  if (why !== undefined) throw new UserError('unreadable', `${wanted} in ${shown} ${why.reason}`, why.hint)
  const others = besides(app, wanted)
  if (file !== undefined) {
    const named = others.length === 0 ? '' : ` There is ${others.join(', ')}.`
    const hint = `Give --file relative to the app folder, which is the build context.${named}`
    throw new UserError('no-dockerfile', `${file} is not in ${shown}`, hint)
  }
  const [first] = others
  if (first === undefined) return undefined
  throw new UserError(
    'no-dockerfile',
    `${shown} has no Dockerfile, but ${others.join(', ')}`,
    `Choose one with --file ${first}.`,
  )
}

/** Where several stand beside each other, the reader learns which one was taken. */
export function choiceNote(app: AppFiles, taken: string, named: boolean): readonly string[] {
  if (named) return []
  const others = besides(app, taken)
  return others.length === 0 ? [] : [`${taken} was taken; --file chooses another: ${others.join(', ')}.`]
}

/** @throws UserError where neither a Dockerfile nor a stack gives anything to begin with */
export function refuseNothing(shown: string): never {
  throw new UserError(
    'no-dockerfile',
    `${shown} has no Dockerfile, and no app that laststage knows`,
    'Name the folder that a build would get as its context, and with --file the Dockerfile.',
  )
}

/** Other Dockerfiles of the folder itself. */
function besides(app: AppFiles, taken: string): readonly string[] {
  return app.list().filter(path => !path.includes('/') && path !== taken && isDockerfileName(path))
}
