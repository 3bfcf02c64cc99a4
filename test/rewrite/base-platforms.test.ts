import { expect, test } from 'vitest'
import { memoryApp } from '../../src/app/memory-app.ts'
import { propose } from '../../src/rewrite/propose.ts'

const files = (from: string) => ({
  Dockerfile: `FROM ${from}\nWORKDIR /src\nCOPY . .\nRUN go build -o /web .\nCMD ["/web"]\n`,
  'go.mod': 'module example.com/web\n\ngo 1.26\n',
  'main.go':
    'package main\n\nimport (\n\t"fmt"\n\t"time"\n)\n\nfunc main() {\n\tfmt.Println(time.LoadLocation("UTC"))\n}\n',
})

const told = (from: string, ...platforms: readonly string[]) =>
  propose({
    app: memoryApp(files(from)),
    platforms: platforms.map(platform => ({ platform, by: '--platform' })),
  })
    .candidates.filter(({ strategy }) => strategy === 'staged')
    .map(({ finalBase, diagnostics }) => [
      finalBase,
      ...diagnostics.filter(({ code }) => code === 'base-platform').map(({ message }) => message),
    ])

const base = 'gcr.io/distroless/static-debian13'

test('a base that is not there for an asked platform is told', () => {
  expect(told('golang:1.26-alpine', 'linux/386')).toEqual([
    [base, `${base} is not published for linux/386, which --platform asks for`],
  ])
  expect(told('--platform=linux/386 golang:1.26-alpine')).toEqual([
    [base, `${base} is not published for linux/386, which Dockerfile:1 asks for`],
  ])
})

test('nothing is told of platforms that it is there for, and of other systems', () => {
  expect(told('golang:1.26-alpine', 'linux/arm64/v8', 'linux/arm', 'windows/amd64')).toEqual([[base]])
})
