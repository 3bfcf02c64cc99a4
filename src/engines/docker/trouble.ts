import { EngineError } from '../../errors.ts'

interface Trouble {
  readonly pattern: RegExp
  readonly message: string
  readonly hint?: string
  readonly transient: boolean
}

/** What Docker's CLI prints when not the request but the engine is at fault; the first that matches counts. */
const troubles: readonly Trouble[] = [
  {
    pattern: /permission denied.*(?:docker|socket|connect)/i,
    message: 'no permission to use the Docker socket',
    hint: 'Add yourself to the group "docker" and log in again, or use rootless Docker.',
    transient: false,
  },
  {
    pattern: /cannot connect to the docker daemon|is the docker daemon running|dial unix .*no such file/i,
    message: 'the Docker daemon is not running',
    hint: 'Start Docker (systemctl start docker, or Docker Desktop), or use --static, which needs no engine.',
    transient: true,
  },
  {
    // The daemon answered: it is what it asked that does not.
    pattern:
      /error response from daemon: .*\bhttps?:\/\/.*(?:connection refused|no route to host|no such host|timeout)/i,
    message: 'the registry does not answer the engine',
    hint: '`docker pull` of the same image tells more; a proxy is set in the daemon, not here.',
    transient: true,
  },
  {
    pattern: /connection refused|no route to host|lookup .* no such host|i\/o timeout|ssh: /i,
    message: 'the Docker daemon does not answer',
    hint: 'See that DOCKER_HOST or the current `docker context` names an engine that runs.',
    transient: true,
  },
  {
    pattern: /no space left on device|disk quota exceeded/i,
    message: "the engine's disk is full",
    hint: 'See `docker system df`; `docker builder prune` frees the build cache.',
    transient: false,
  },
  {
    pattern: /non-overlapping ipv4 address pool|predefined address pools/i,
    message: 'the engine has no addresses left for another network',
    hint: '`docker network ls` shows them; `docker network prune` removes those that nothing uses.',
    transient: false,
  },
  {
    pattern:
      /unexpected eof|: eof$|connection reset|broken pipe|transport is closing|code = unavailable|error reading from server|server closed/im,
    message: 'the Docker daemon went away',
    hint: "Look at the daemon's log, and try again.",
    transient: true,
  },
]

/** An error for what the CLI printed while it did `what`: `create a container`. */
export function engineError(what: string, printed: string, cause?: unknown): EngineError {
  const known = troubles.find(trouble => trouble.pattern.test(printed))
  if (known === undefined)
    return new EngineError(`cannot ${what}: ${firstError(printed)}`, { transient: false, cause })
  const hint = known.hint === undefined ? {} : { hint: known.hint }
  return new EngineError(`cannot ${what}: ${known.message}`, { transient: known.transient, cause, ...hint })
}

/** Whether the engine, and not the request, is at fault. */
export function isEngineTrouble(printed: string): boolean {
  return troubles.some(trouble => trouble.pattern.test(printed))
}

export function notInstalled(cause: unknown): EngineError {
  return new EngineError('Docker is not installed: there is no `docker` command', {
    transient: false,
    cause,
    hint: 'Install Docker (https://docs.docker.com/get-docker/), or use --static, which needs no engine.',
  })
}

/** The line that says what went wrong, without the CLI's own prefixes. */
export function firstError(printed: string): string {
  const lines = printed.split('\n').map(line => line.trim())
  const line =
    lines.find(line => /^error/i.test(line)) ?? lines.find(line => line !== '') ?? 'no reason given'
  return line.replace(/^error response from daemon: |^error: /i, '')
}

/** Whether what was to be removed is gone already, or going. */
export function isGone(printed: string): boolean {
  return /no such (?:container|image|volume|network)|not found|already in progress/i.test(printed)
}
