import { describe, expect, it } from 'vitest'
import type { ImageConfig } from '../../../src/engines/engine.ts'
import { compareConfigs } from '../../../src/verify/certify/config-difference.ts'

const original: ImageConfig = {
  id: 'sha256:1',
  platform: 'linux/amd64',
  env: ['PATH=/bin', 'A=1'],
  entrypoint: ['/app'],
  cmd: ['serve'],
  workdir: '/app',
  user: 'web',
  exposedPorts: ['80/tcp', '443/tcp'],
  volumes: ['/data'],
  labels: { a: '1' },
  stopSignal: 'SIGQUIT',
  healthcheck: { test: ['CMD', '/app', 'health'], interval: 1e9 },
  shell: ['/bin/sh', '-c'],
}

const changes: readonly (readonly [what: string, change: Partial<ImageConfig>])[] = [
  ['environment', { env: ['PATH=/bin', 'A=2'] }],
  ['environment', { env: ['PATH=/bin'] }],
  ['ENTRYPOINT', { entrypoint: [] }],
  ['CMD', { cmd: [] }],
  ['WORKDIR', { workdir: '/' }],
  ['USER', { user: '' }],
  ['EXPOSE', { exposedPorts: ['80/tcp'] }],
  ['VOLUME', { volumes: [] }],
  ['LABEL', { labels: {} }],
  ['STOPSIGNAL', { stopSignal: undefined }],
  ['HEALTHCHECK', { healthcheck: undefined }],
  ['HEALTHCHECK', { healthcheck: { test: ['CMD', '/app', 'health'] } }],
  ['SHELL', { shell: ['/bin/bash', '-c'] }],
]

describe('comparing configurations', () => {
  it.each(changes)('tells a change of %s', (what, change) => {
    expect(compareConfigs(original, { ...original, ...change }).map(found => found.what)).toEqual([what])
  })

  it('finds the same configuration in another order', () => {
    const other = {
      ...original,
      id: 'sha256:2',
      env: ['A=1', 'PATH=/bin'],
      exposedPorts: ['443/tcp', '80/tcp'],
    }
    expect(compareConfigs(original, other)).toEqual([])
  })
})
