import { expect, test } from 'vitest'
import { engineError } from '../../../src/engines/docker/trouble.ts'

test.each([
  [
    'Error response from daemon: Get "https://registry-1.docker.io/v2/": dial tcp: lookup registry-1.docker.io on 10.0.0.1:53: no such host',
    'cannot fetch app:1: the registry does not answer the engine',
  ],
  [
    'Error response from daemon: failed to resolve reference "docker.io/library/app:1": failed to do request: Head "https://registry-1.docker.io/v2/library/app/manifests/1": dial tcp 10.0.0.2:443: i/o timeout',
    'cannot fetch app:1: the registry does not answer the engine',
  ],
  [
    'error during connect: Post "http://10.1.1.1:2375/v1.45/images/create": dial tcp 10.1.1.1:2375: i/o timeout',
    'cannot fetch app:1: the Docker daemon does not answer',
  ],
])('%s', (printed, message) => {
  expect(engineError('fetch app:1', printed)).toMatchObject({ message, transient: true })
})
