import { expect, test } from 'vitest'
import { loggedPort } from '../../src/verify/logged-port.ts'

test.each([
  ['Server running at http://0.0.0.0:1300/', 1300],
  ['Listening on port 7001', 7001],
  ['listening on :9090', 9090],
  ['Listening on *:4567, CTRL+C to stop', 4567],
  ['Ready on http://localhost:3333', 3333],
  ['Local: http://[::]:6006/', 6006],
  ['app listening on 8123', 8123],
  ['Tomcat started on port(s): 8181 (http)', undefined],
  ['Port: 5050', 5050],
  ['connected to db:5432', undefined],
  ['took 1300 ms', undefined],
  ['http://localhost:99999', undefined],
])('%s', (line, port) => {
  expect(loggedPort({ stdout: `start\n${line}\n`, stderr: '' })).toBe(port)
})
