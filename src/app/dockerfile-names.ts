import { posix } from 'node:path'

const names = /^(?:(?:docker|container)file(?:\.[\w.-]+)?|[\w.-]+\.(?:docker|container)file)$/i
const beside = /\.(?:dockerignore|md|txt|tmp|before-laststage(?:\.\d+)?)$/i

/** Whether a file is a Dockerfile by its name: `Dockerfile`, `Dockerfile.dev`, `web.Dockerfile`, `Containerfile`. */
export function isDockerfileName(path: string): boolean {
  const name = posix.basename(path)
  return names.test(name) && !beside.test(name)
}
