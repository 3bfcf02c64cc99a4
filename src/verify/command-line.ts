import type { ContainerRequest, ImageConfig } from '../engines/engine.ts'

type Command = Pick<ContainerRequest, 'args' | 'entrypoint'>

/**
 * How to start an image with more arguments. With an ENTRYPOINT they replace CMD, as `docker run IMAGE ARGS` does.
 * With CMD alone `docker run` would take the first argument for the program, so they are appended to CMD here; where
 * CMD is in shell form they become the script's own parameters.
 */
export function withArguments(image: ImageConfig, args: readonly string[]): Command {
  if (image.entrypoint.length > 0) return { args }
  const [shell, flag, script, ...rest] = image.cmd
  const shellForm = shell !== undefined && /(?:^|\/)(?:ba|da|a)?sh$/.test(shell) && flag === '-c'
  if (shellForm && script !== undefined && rest.length === 0) {
    return { args: [shell, flag, `${script} "$@"`, shell, ...args] }
  }
  return { args: [...image.cmd, ...args] }
}
