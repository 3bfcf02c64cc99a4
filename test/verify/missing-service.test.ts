import { expect, test } from 'vitest'
import { missingService } from '../../src/verify/missing-service.ts'

test.each([
  ['Error: getaddrinfo ENOTFOUND db', 'db: { image: postgres:16 }'],
  ['Error: getaddrinfo EAI_AGAIN redis-cache:6379', 'redis-cache: { image: redis:7 }'],
  ['could not translate host name "store" to address: Name or service not known', 'store: { image: … }'],
  ['dial tcp: lookup mongo on 127.0.0.11:53: server misbehaving', 'mongo: { image: mongo:7 }'],
  ['nginx: [emerg] host not found in upstream "api:8080" in /etc/nginx/x.conf:1', 'api: { image: … }'],
  ['java.net.UnknownHostException: queue-rabbit', 'queue-rabbit: { image: rabbitmq:4 }'],
  ['Error: connect ECONNREFUSED 127.0.0.1:5432', 'postgres: { image: postgres:16 }'],
  [
    'connection to server at "localhost" (::1), port 5432 failed: Connection refused',
    'postgres: { image: postgres:16 }',
  ],
  ['dial tcp 127.0.0.1:6379: connect: connection refused', 'redis: { image: redis:7 }'],
  ['Error 111 connecting to localhost:6379. Connection refused.', 'redis: { image: redis:7 }'],
  ['listening on port 5432', undefined],
  ['Error: Cannot find module db', undefined],
])('%s', (words, service) => {
  expect(missingService(words)).toBe(service)
})
