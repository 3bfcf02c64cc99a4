import { expect, test } from 'vitest'
import { managerCall } from '../../src/stacks/node-server/manager-call.ts'

test.each<[string, string | undefined]>([
  ['npm ci', 'ci'],
  ['npm start', 'start → start'],
  ['npm run start:prod -- --port 80', 'run start:prod 80 → start:prod'],
  ['npm run build -w packages/api', 'run build → build in packages/api'],
  ['npm start --workspace=@shop/api', 'start → start in @shop/api'],
  ['npm --prefix server start', 'start → start elsewhere'],
  ['npm install -g pnpm', 'install pnpm global'],
  ['pnpm --filter ./apps/web... build', 'build → build in apps/web'],
  ['pnpm -C server run start', 'run start → start elsewhere'],
  ['yarn', ''],
  ['yarn workspace api start', 'start → start in api'],
  ['yarn workspaces focus --production', 'workspaces focus'],
  ['bun run start', 'run start → start'],
  ['node server.js', undefined],
])('%s', (written, expected) => {
  const call = managerCall(written.split(' '))
  const told =
    call &&
    [
      ...(call.verb === undefined ? [] : [call.verb]),
      ...call.operands,
      ...(call.script === undefined ? [] : ['→', call.script]),
      ...(call.members.length > 0 ? ['in', ...call.members] : []),
      ...(call.global ? ['global'] : []),
      ...(call.elsewhere ? ['elsewhere'] : []),
    ].join(' ')
  expect(told).toBe(expected)
})
