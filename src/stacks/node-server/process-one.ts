import { freeStageName } from '../../model/stage-lines.ts'
import type { BuildStage, NeededFile } from '../../model/stack-facts.ts'
import type { ServerApp } from './server-app.ts'

/** An init that stands before node, and what the Dockerfile needs for it. */
export interface ProcessOne {
  readonly argv: readonly string[]
  readonly stages: readonly BuildStage[]
  readonly files: readonly NeededFile[]
  /** Packages of the last stage's system. */
  readonly packages: readonly string[]
}

const because = 'As process 1 node would ignore SIGTERM; tini hands it on'

/**
 * The last images of Node 16 and older stand on a Debian whose archive has moved, where apt-get finds nothing any more;
 * tini-static runs on any. Source: https://github.com/nodejs/docker-node, the images' Dockerfiles.
 */
const initBase = ({ major, last }: ServerApp['base']) =>
  major !== undefined && major <= 16 ? 'node:24-slim' : last

/**
 * As process 1 node ignores a signal that the program has no handler for, and the container is killed after ten
 * seconds. npm, yarn and pnpm hand it on to a node that is not; where one of them goes, an init takes its place.
 * Source: https://github.com/nodejs/docker-node/blob/main/docs/BestPractices.md#handling-kernel-signals
 */
export function processOne({ build, base, launch, stops }: ServerApp): ProcessOne | undefined {
  if (launch.launcher === undefined || !launch.start || launch.framework || stops) return undefined
  if (base.family === 'alpine')
    return { argv: ['/sbin/tini', '--'], stages: [], files: [], packages: ['tini'] }
  const name = freeStageName(build, 'init')
  return {
    argv: ['/usr/bin/tini', '--'],
    stages: [
      {
        lines: [
          `FROM ${initBase(base)} AS ${name}`,
          'RUN apt-get update \\\n    && apt-get install -y --no-install-recommends tini \\\n    && rm -rf /var/lib/apt/lists/*',
        ],
      },
    ],
    files: [{ from: name, source: '/usr/bin/tini-static', destination: '/usr/bin/tini', because }],
    packages: [],
  }
}
