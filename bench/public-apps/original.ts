import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { imagesNamed } from '../../lab/stand-ins/images-named.ts'
import { naiveDockerfile } from './naive/naive-dockerfile.ts'
import { nearestBase } from './nearest-base.ts'
import type { OwnTest } from './own-test.ts'
import type { PublicApp } from './public-app.ts'
import { singleStage } from './single-stage.ts'

/** The Dockerfile that is optimized, and what was done to have it. */
export interface Original {
  readonly dockerfile: string
  /** `own` may stand on another base, `one stage` was several, `naive` is by the rules of naive-dockerfile.ts. */
  readonly origin: 'own' | 'one stage' | 'naive'
  /** `node:14 as node:20` */
  readonly bases: readonly string[]
}

/** @returns why there is none that can be tried here, where there is none */
export function originalOf(app: PublicApp, test: OwnTest | undefined): Original | string {
  const own = app.hasDockerfile ? readFileSync(join(app.folder, 'Dockerfile'), 'utf8') : undefined
  const written = own === undefined ? naiveOf(app, test) : singleOf(own)
  if (typeof written === 'string') return written
  const { text, origin } = written
  // No frontend image can be pulled here, and the platform of the builder is the only one.
  const plain = text.replace(/^# *syntax *=.*\n/gim, '').replaceAll(/ --platform=\$\w+/g, '')
  const pairs = imagesNamed([plain]).map(image => [image, nearestBase(image)] as const)
  const without = pairs.find(([, near]) => near === undefined)
  if (without !== undefined) return `no stand-in here for ${without[0]}`
  const other = pairs.flatMap(([image, near]) =>
    near === undefined || near === image ? [] : [{ image, near }],
  )
  const dockerfile = other.reduce((done, { image, near }) => done.replaceAll(image, near), plain)
  return { dockerfile, origin, bases: other.map(({ image, near }) => `${image} as ${near}`) }
}

interface Written {
  readonly text: string
  readonly origin: Original['origin']
}

function singleOf(own: string): Written | string {
  const text = singleStage(own)
  if (text === undefined) return { text: own, origin: 'own' }
  return { text, origin: text === own ? 'own' : 'one stage' }
}

function naiveOf(app: PublicApp, test: OwnTest | undefined): Written | string {
  const text = naiveDockerfile(app.folder, test?.http[0]?.port)
  return text === undefined ? 'no rule for a naive Dockerfile of it' : { text, origin: 'naive' }
}
