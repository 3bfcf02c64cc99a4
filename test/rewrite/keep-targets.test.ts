import { describe, expect, test } from 'vitest'
import { memoryApp } from '../../src/app/memory-app.ts'
import { parseDockerfile } from '../../src/dockerfile/parse.ts'
import { buildModel } from '../../src/model/model.ts'
import type { Candidate } from '../../src/rewrite/candidate.ts'
import { keepTargets, type NamedTarget } from '../../src/rewrite/keep-targets.ts'
import { propose } from '../../src/rewrite/propose.ts'

const modelOf = (text: string) => buildModel(parseDockerfile(text, 'Dockerfile'))
const named = (...stages: readonly string[]): readonly NamedTarget[] =>
  stages.map((stage, index) => ({ stage, by: `compose.yaml:${index + 1} service a` }))

function candidate(text: string): Candidate {
  return {
    id: 'staged',
    strategy: 'staged',
    title: 'x',
    files: { Dockerfile: text },
    dockerfile: 'Dockerfile',
    changes: [],
    diagnostics: [],
    finalBase: 'scratch',
  }
}

function kept(original: string, proposed: string, ...stages: readonly string[]): string {
  const result = keepTargets(candidate(proposed), modelOf(original), named(...stages))
  return typeof result === 'string' ? result : (result.files['Dockerfile'] ?? '')
}

const original = `# ours
ARG V=1
FROM golang:$V AS deps
RUN go mod download

# For our own machines.
FROM deps AS dev
CMD ["go", "run", "."]

# What ships.
FROM deps AS Prod
RUN go build -o /app .
CMD ["/app"]
`
const staged = `# ours
ARG V=1

FROM golang:$V AS build
RUN go build -o /app .

FROM scratch
COPY --from=build /app /app
CMD ["/app"]
`

describe('a stage that others build', () => {
  test('keeps its name where it is what ships', () => {
    expect(kept(original, staged, 'prod')).toBe(staged.replace('FROM scratch', 'FROM scratch AS Prod'))
  })

  test('stays word for word, with what it needs, where it is another one', () => {
    const result = kept(original, staged, 'dev', 'PROD')
    expect(result).toBe(
      staged
        .replace(
          'FROM golang:$V AS build',
          'FROM golang:$V AS deps\nRUN go mod download\n\nFROM deps AS dev\nCMD ["go", "run", "."]\n\nFROM golang:$V AS build',
        )
        .replace('FROM scratch', 'FROM scratch AS Prod'),
    )
    const { stages, final } = modelOf(result)
    expect(stages.map(({ name }) => name)).toEqual(['deps', 'dev', 'build', 'prod'])
    expect(final?.name).toBe('prod')
  })

  test('gets its name back from a stage that only builds', () => {
    const result = kept(
      original,
      staged.replaceAll(/AS build|=build/g, name => name.replace('build', 'prod')),
      'prod',
    )
    expect(result).toBe(staged.replace('FROM scratch', 'FROM scratch AS Prod'))
  })

  test('is beside the one that was made of it', () => {
    const changed = staged.replaceAll(/AS build|=build/g, name => name.replace('build', 'deps'))
    expect(kept(original, changed, 'deps')).toBe(
      staged.replace(
        'FROM golang:$V AS build',
        'FROM golang:$V AS deps\nRUN go mod download\n\nFROM golang:$V AS build',
      ),
    )
  })

  test('is no obstacle where the candidate has it as it was', () => {
    const same = staged.replace(
      'FROM golang:$V AS build',
      'FROM golang:$V AS deps\nRUN go mod download\n\nFROM deps AS build',
    )
    expect(kept(original, same, 'deps')).toBe(same)
  })

  test.each([
    [
      'what ships has another name',
      staged.replace('scratch', 'scratch AS ship'),
      'prod',
      'whose name another stage has here',
    ],
    [
      'it would be another stage that a RUN names',
      `${staged.replaceAll(/AS build|=build/g, name => name.replace('build', 'deps'))}RUN --mount=from=deps true\n`,
      'dev',
      'which this would change',
    ],
    [
      'its name means an image here',
      staged.replace('FROM scratch', 'FROM dev'),
      'dev',
      'whose name is an image here',
    ],
    ['it is named by a number', staged, '1', 'which has no name'],
  ])('makes a candidate impossible where %s', (_, proposed, stage, reason) => {
    expect(kept(original, proposed, stage)).toBe(
      `compose.yaml:1 service a builds the stage ${stage}, ${reason}`,
    )
  })
})

test('what is proposed has it, says who builds it, or is not proposed', () => {
  const go = {
    'go.mod': 'module example.com/a\n\ngo 1.23\n',
    'main.go': 'package main\n\nimport "net/http"\n\nfunc main() { http.ListenAndServe(":8080", nil) }\n',
  }
  const text = `FROM golang:1.23 AS dev
WORKDIR /src
COPY . .
CMD ["go", "run", "."]

FROM golang:1.23 AS prod
WORKDIR /src
COPY . .
RUN go build -o /app .
EXPOSE 8080
CMD ["/app"]
`
  const app = memoryApp({ ...go, Dockerfile: text })
  const [plain] = propose({ app }).candidates
  expect(plain?.strategy).toBe('staged')
  const [first] = propose({ app, targets: named('dev', 'prod') }).candidates
  const { stages, final } = modelOf(first?.files['Dockerfile'] ?? '')
  expect(stages.map(({ name }) => name)).toContain('dev')
  expect(final?.name).toBe('prod')
  expect(
    first?.changes
      .filter(({ id }) => id === 'keep-target')
      .map(({ title, because }) => `${title}: ${because}`),
  ).toEqual(['Call what ships prod: compose.yaml:2 service a builds it.'])
  const numbered = propose({ app, targets: named('0') })
  expect(numbered.candidates.filter(({ strategy }) => strategy === 'staged')).toEqual([])
  expect(numbered.diagnostics.map(({ message }) => message)).toContain(
    'staged is not proposed: compose.yaml:1 service a builds the stage 0, which has no name',
  )
})
