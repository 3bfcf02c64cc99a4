import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readHcl } from '../../src/app/builds/hcl.ts'
import { interpolate } from '../../src/app/builds/interpolate.ts'
import { isBuildFile, readBuilds } from '../../src/app/builds/read-builds.ts'
import { memoryApp } from '../../src/app/memory-app.ts'

async function read(files: Readonly<Record<string, string>>) {
  const app = memoryApp(files)
  const { builds, unknown } = await readBuilds(app, app.list().filter(isBuildFile))
  return {
    unknown: unknown.map(({ file, line, message }) => `${file}:${line} ${message}`),
    builds: builds.map(({ file, line, name, context, dockerfile, target }) =>
      [`${file}:${line}`, name, context, dockerfile, target ?? ''].join(' | '),
    ),
    whole: builds,
  }
}

describe('Compose', () => {
  test('platforms: those of the build, else the one that the service runs on', async () => {
    const { whole } = await read({
      'compose.yaml': `services:
  several:
    platform: linux/s390x
    build: { context: ., platforms: [linux/amd64, linux/arm64, "\${OTHER}"] }
  one: { platform: linux/arm/v7, build: . }
  none: { build: . }
`,
    })
    expect(whole.map(({ platforms }) => platforms)).toEqual([
      ['linux/amd64', 'linux/arm64'],
      ['linux/arm/v7'],
      undefined,
    ])
  })

  test('short and long forms, anchors, lists of arguments and the defaults of paths', async () => {
    const { builds, whole } = await read({
      'app/compose.yaml': `x-build: &build
  context: ..
  target: api
services:
  db: { image: postgres }
  api:
    build:
      <<: *build
      args: [VERSION=2, FROM_CALLER]
  web:
    build: ./web
  worker:
    profiles: [jobs]
    build: { context: ., dockerfile: docker/worker.Dockerfile, args: { A: 1 }, additional_contexts: { lib: ../lib } }
`,
    })
    expect(builds).toEqual([
      'app/compose.yaml:6 | service api |  | Dockerfile | api',
      'app/compose.yaml:10 | service web | app/web | app/web/Dockerfile | ',
      'app/compose.yaml:12 | service worker | app | app/docker/worker.Dockerfile | ',
    ])
    expect(whole.map(({ args }) => args)).toEqual([{ VERSION: '2' }, {}, { A: '1' }])
    expect(whole[2]?.contexts).toEqual(['lib'])
  })

  test('extends, in the same file and from another one, whose paths are its own', async () => {
    const { builds } = await read({
      'compose.yaml': `services:
  base: { build: { context: ., target: base } }
  one: { extends: base, build: { target: one } }
  two: { extends: { file: common/compose.yml, service: shared }, build: { target: two } }
  round: { extends: round, build: . }
`,
      'common/compose.yml': 'services:\n  shared: { build: . }\n',
    })
    expect(builds).toEqual([
      'common/compose.yml:2 | service shared | common | common/Dockerfile | ',
      'compose.yaml:2 | service base |  | Dockerfile | base',
      'compose.yaml:3 | service one |  | Dockerfile | one',
      'compose.yaml:4 | service two | common | common/Dockerfile | two',
      'compose.yaml:5 | service round |  | Dockerfile | ',
    ])
  })

  test('a file that is laid over another takes from it what it does not say', async () => {
    const { builds } = await read({
      'docker-compose.yml': 'services:\n  web: { build: { context: web, dockerfile: Dockerfile.web } }\n',
      'docker-compose.prod.yml': 'services:\n  web: { build: { target: prod } }\n',
    })
    expect(builds).toEqual([
      'docker-compose.prod.yml:2 | service web | web | web/Dockerfile.web | prod',
      'docker-compose.yml:2 | service web | web | web/Dockerfile.web | ',
    ])
  })

  test('variables have the values of .env and of their defaults; without one it says so', async () => {
    const { builds, unknown } = await read({
      '.env': 'STAGE="prod" # ours\nexport DIR=svc\n',
      'compose.yaml': `services:
  a: { build: { context: "\${DIR}", target: "\${STAGE:-dev}" } }
  b: { build: { context: ., target: "\${OTHER:-\${STAGE}-x}" } }
  c: { build: { context: ., target: $NOPE } }
  d: { build: "$NOPE" }
`,
    })
    expect(builds).toEqual([
      'compose.yaml:2 | service a | svc | svc/Dockerfile | prod',
      'compose.yaml:3 | service b |  | Dockerfile | prod-x',
      'compose.yaml:4 | service c |  | Dockerfile | ',
    ])
    expect(unknown).toEqual([
      'compose.yaml:4 service c: the target is not known, since NOPE has no value here',
      'compose.yaml:5 service d: the context is not known, since NOPE has no value here',
    ])
  })

  test('what lies elsewhere is left out, and what cannot be read is told', async () => {
    const { builds, unknown } = await read({
      'compose.yaml': `services:
  a: { build: https://github.com/docker/awesome.git#main }
  b: { build: git@github.com:docker/awesome.git }
  c: { build: ../other }
  d: { build: /srv/app }
  e: { build: { context: ., dockerfile: ../../etc/passwd } }
`,
      'docker-compose.bomb.yml': `build: &a [x]\nb: &b [${'*a,'.repeat(50)}]\nc: [${'*b,'.repeat(50)}]\n`,
      'docker-compose.broken.yml': 'services:\n  build: [\n',
    })
    expect(builds).toEqual([])
    expect(unknown).toEqual(['docker-compose.broken.yml:1 it cannot be read as a Compose file'])
  })

  test('an inline Dockerfile has the lines of its file where it is a literal block', async () => {
    const { whole } = await read({
      'compose.yaml': `services:
  a:
    build:
      context: a
      dockerfile_inline: |
        FROM alpine

        RUN echo $$HOME
  b: { build: { dockerfile_inline: "FROM alpine" } }
`,
    })
    expect(whole.map(({ inline, context, dockerfile }) => ({ inline, context, dockerfile }))).toEqual([
      {
        inline: { text: 'FROM alpine\n\nRUN echo $HOME\n', place: { line: 6, indent: 8 } },
        context: 'a',
        dockerfile: 'compose.yaml',
      },
      { inline: { text: 'FROM alpine', place: undefined }, context: '', dockerfile: 'compose.yaml' },
    ])
  })
})

test.each([
  ['a$$b', 'a$b'],
  ['$A-${A}', '1-1'],
  ['${NO:-x}${NO-y}${EMPTY:-z}${EMPTY-w}', 'xyz'],
  ['${A:+set}${NO:+set}', 'set'],
  ['${NO:-${A}${NO:-}}', '1'],
  ['${NO:?wanted}', undefined],
  ['${A', undefined],
])('interpolates %s', (text, expected) => {
  const values = new Map(Object.entries({ A: '1', EMPTY: '' }))
  const result = interpolate(text, values)
  expect(result.kind === 'known' ? result.value : undefined).toBe(expected)
})

test('platforms of a Bake file, with those that are inherited', async () => {
  const { whole } = await read({
    'docker-bake.hcl': `target "_all" { platforms = ["linux/amd64", "linux/arm64"] }
target "app" { inherits = ["_all"] }
target "one" { platforms = ["linux/arm/v7"] }
`,
  })
  expect(whole.map(({ name, platforms }) => [name, platforms])).toEqual([
    ['target app', ['linux/amd64', 'linux/arm64']],
    ['target one', ['linux/arm/v7']],
  ])
})

describe('Bake', () => {
  const hcl = `// what we build
variable "TAG" { default = "1" }
variable "STAGE" {
  type    = string
  default = "\${PREFIX}prod"
}
variable PREFIX { default = "" }
function "tag" {
  params = [name]
  result = ["x/\${name}:\${replace(TAG, "a}", "b")}"]
}
group "default" { targets = ["app", "lint"] }
/* others
   inherit it */
target "_common" {
  args = { A = "1", B = TAG }
  platforms = [for p in ["amd64"] : "linux/\${p}"]
}
target "app" {
  inherits   = ["_common"]
  dockerfile = "docker/app.Dockerfile"
  args       = { B = "2", C = upper("c") }
  tags       = tag("app")
  target     = STAGE
  contexts   = { src = "target:src" }
}
target "lint" {
  target = "lint" # thrown away
  output = ["type=cacheonly"]
}
target "each" {
  name   = "each-\${stage}"
  matrix = { stage = ["one", "two"] }
  target = stage
}
target "worked-out" { target = TAG == "1" ? "a" : "b" }
`

  test('variables, inheritance, a matrix, and what only Bake can work out', async () => {
    const { builds, unknown, whole } = await read({ 'docker-bake.hcl': hcl })
    expect(unknown).toEqual([
      'docker-bake.hcl:36 target worked-out: the target is not known, since TAG == "1" ? "a" : "b" is worked out by Bake',
    ])
    expect(builds).toEqual([
      'docker-bake.hcl:19 | target app |  | docker/app.Dockerfile | prod',
      'docker-bake.hcl:27 | target lint |  | Dockerfile | lint',
      'docker-bake.hcl:31 | target each |  | Dockerfile | one',
      'docker-bake.hcl:31 | target each |  | Dockerfile | two',
      'docker-bake.hcl:36 | target worked-out |  | Dockerfile | ',
    ])
    expect(whole[0]).toMatchObject({ args: { A: '1', B: '2' }, contexts: ['src'], ships: true })
    expect(whole[1]?.ships).toBe(false)
  })

  test('members of objects, null, and what makes no image', async () => {
    const { builds, unknown, whole } = await read({
      'docker-bake.hcl': `variable "NONE" { default = null }
target "lint" {
  name   = "lint-\${tool.name}"
  matrix = { tool = [{ name = "a", stage = "lint-a" }, { name = "b", stage = tool.x }] }
  target = tool.stage
}
target "base" { target = "base" }
target "app" {
  inherits = ["base"]
  target   = NONE
}
target "asked" { call = "check" }
`,
    })
    expect(unknown).toEqual([
      'docker-bake.hcl:2 target lint: the target is not known, since tool.x has no default',
    ])
    expect(
      builds.map(each =>
        each
          .split(' | ')
          .filter(part => part !== '')
          .slice(1)
          .join(' '),
      ),
    ).toEqual([
      'target lint Dockerfile lint-a',
      'target lint Dockerfile',
      'target base Dockerfile base',
      'target app Dockerfile',
      'target asked Dockerfile',
    ])
    expect(whole.map(({ ships }) => ships)).toEqual([true, true, false, true, false])
  })

  test('never throws, whatever the file is', async () => {
    const pieces = hcl.match(/\w+|\s+|[^\w\s]/g) ?? []
    const mutation = fc.array(
      fc.record({
        at: fc.nat(pieces.length),
        drop: fc.nat(3),
        put: fc.constantFrom('', '{', '"', '[', '${', '}', '\n', '<<X\n', '=', 'null'),
      }),
      { minLength: 1, maxLength: 8 },
    )
    await fc.assert(
      fc.asyncProperty(mutation, async edits => {
        const text = edits
          .reduce((all, { at, drop, put }) => all.toSpliced(at, drop, put), [...pieces])
          .join('')
        const { builds, unknown } = await read({
          'docker-bake.hcl': text,
          'compose.yaml': `build: 1\nservices: ${text}`,
        })
        expect(builds.length + unknown.length).toBeGreaterThan(0)
      }),
      { seed: 1, numRuns: 300 },
    )
  })

  test('JSON, and a file that is laid over it', async () => {
    const { builds } = await read({
      'docker-bake.json': `{
  "variable": { "S": { "default": "prod" } },
  "target": {
    "app": { "context": "svc", "target": "\${S}" }
  }
}`,
      'docker-bake.override.hcl': 'target "app" { dockerfile = "Containerfile" }\n',
      'ci/bake.json': '{"target": {"other": {"context": "..", "dockerfile": "ci/Dockerfile"}}}',
    })
    expect(builds).toEqual([
      'docker-bake.json:4 | target app | svc | svc/Containerfile | prod',
      'ci/bake.json:1 | target other |  | ci/Dockerfile | ',
    ])
  })

  test('a heredoc has the lines of its file', async () => {
    const text =
      'target "a" {\n  dockerfile-inline = <<-EOT\n    FROM alpine\n    RUN echo $${HOME}\n  EOT\n}\n'
    const { whole } = await read({ 'docker-bake.hcl': text })
    expect(whole[0]?.inline).toEqual({
      text: 'FROM alpine\nRUN echo ${HOME}\n',
      place: { line: 3, indent: 4 },
    })
  })

  test.each([
    'target "a" {',
    'target "a" { x = "',
    'a = [1, 2',
    'target { = }',
    'x = <<EOT\nno end',
    '}',
    `a = ${'['.repeat(99)}`,
    `a = ${'"${'.repeat(99_999)}`,
  ])('is no HCL: %s', text => {
    expect(readHcl(text)).toBeUndefined()
  })
})
