import { describe, expect, it } from 'vitest'
import { parseDockerfile } from '../../src/dockerfile/parse.ts'
import type { Effect, Stage } from '../../src/model/build-model.ts'
import { buildModel, reachableStages } from '../../src/model/model.ts'

function stagesOf(text: string, buildArgs = {}): readonly Stage[] {
  return buildModel(parseDockerfile(text), { buildArgs }).stages
}

function lastEffects(text: string): string[] {
  const effects = stagesOf(text).at(-1)?.steps.at(-1)?.effects ?? []
  return effects.map(describeEffect)
}

function describeEffect(effect: Effect): string {
  switch (effect.kind) {
    case 'writes':
    case 'removes':
      return `${effect.kind} ${effect.path}`
    case 'installs-packages':
      return `${effect.kind} ${effect.manager}: ${effect.packages.join(' ')}`
    case 'uses-network':
      return `${effect.kind} ${effect.tool}`
    case 'runs-tool':
      return `${effect.kind} ${effect.tool} ${effect.args.join(' ')}`
    case 'copies-from-context':
      return `${effect.kind} ${effect.sources.join(' ')} > ${effect.destination}`
    case 'copies-from-stage':
      return `${effect.kind} ${effect.stage ?? effect.image}: ${effect.sources.join(' ')} > ${effect.destination}`
    case 'downloads':
      return `${effect.kind} ${effect.url} > ${effect.path}`
    default:
      return effect.kind
  }
}

describe('the base of a stage', () => {
  it('is an image, scratch, a stage, or unknown', () => {
    const bases = stagesOf(
      'ARG V=1\nARG W\nFROM a:$V AS x\nFROM scratch\nFROM X\nFROM b:$W\nFROM b:${W:-2}\n',
    )
    expect(bases.map(({ base }) => base)).toMatchObject([
      { kind: 'image', reference: 'a:1' },
      { kind: 'scratch' },
      { kind: 'stage', stage: 0 },
      { kind: 'unknown', reason: 'W has no value' },
      { kind: 'image', reference: 'b:2' },
    ])
  })

  it('takes the value of a build argument', () => {
    expect(stagesOf('ARG V=1\nFROM a:$V\n', { V: '2' })[0]?.base).toEqual({ kind: 'image', reference: 'a:2' })
  })

  it('is the last stage of that name before it', () => {
    expect(stagesOf('FROM a AS x\nFROM b AS x\nFROM x\n')[2]?.base).toEqual({ kind: 'stage', stage: 1 })
  })
})

function variables(text: string, buildArgs = {}): Record<string, string> {
  return Object.fromEntries(stagesOf(text, buildArgs).at(-1)?.steps.at(-1)?.variables ?? [])
}

describe('variables', () => {
  it('of the global scope are seen once they are declared again', () => {
    expect(variables('ARG A=1\nARG B=2\nFROM a\nARG A\nRUN x\n')).toEqual({ A: '1' })
  })

  it('take values from before the instruction only', () => {
    expect(variables('FROM a\nENV A=1\nENV A=2 B=$A\nRUN x\n')).toEqual({ A: '2', B: '1' })
  })

  it('are inherited from the stage below, ENV over ARG', () => {
    expect(variables('FROM a AS x\nENV A=env\nARG A=arg\nARG B=b\nFROM x\nRUN y\n')).toEqual({
      A: 'env',
      B: 'b',
    })
  })

  it('that depend on the base image have no value', () => {
    expect(variables('FROM a\nENV PATH=/x:$PATH C=1\nRUN y\n')).toEqual({ C: '1' })
  })
})

describe('the working directory', () => {
  it('is resolved, and unknown where it rests on the base image', () => {
    const [stage] = stagesOf('FROM a\nWORKDIR b\nRUN x\nWORKDIR /c\nWORKDIR ../d/\nUSER u\nRUN y\n')
    expect(
      stage?.steps.map(({ workdir, workdirKnown, user }) => [workdir, workdirKnown, user]).at(-1),
    ).toEqual(['/d', true, 'u'])
    expect(stage?.steps[1]).toMatchObject({ workdir: '/b', workdirKnown: false, user: undefined })
  })
})

describe('what a stage needs', () => {
  it('is its base and every stage that files come from', () => {
    const model = buildModel(
      parseDockerfile(
        'FROM a AS one\nFROM a AS two\nFROM a AS three\nFROM a AS four\nFROM one\nCOPY --from=1 x y\nRUN --mount=from=three,target=/t z\nCOPY --from=image:1 x y\n',
      ),
    )
    expect(model.final?.needs).toEqual([0, 1, 2])
    expect([...reachableStages(model)].sort((a, b) => a - b)).toEqual([0, 1, 2, 4])
  })

  it('starts at the target', () => {
    const document = parseDockerfile('FROM a AS one\nFROM b\n')
    expect(buildModel(document, { target: 'ONE' }).final?.index).toBe(0)
    expect(buildModel(document, { target: 'none' }).final).toBeUndefined()
  })
})

describe('effects', () => {
  it.each([
    ['COPY a b /c/', ['copies-from-context a b > /c/']],
    ['COPY . .', ['copies-from-context . > /w/']],
    ['COPY --from=image:1 /a b', ['copies-from-stage image:1: /a > /w/b']],
    ['COPY <<EOF /x/\na\nEOF', ['writes /x/EOF']],
    ['ADD https://a/b /c', ['uses-network ADD', 'downloads https://a/b > /c', 'writes /c']],
    [
      'RUN apt-get -qq update && apt-get install -y --no-install-recommends curl git=1',
      [
        'uses-network apt-get',
        'writes /var/lib/apt/lists/',
        'uses-network apt-get',
        'writes /var/lib/dpkg/',
        'writes /var/cache/apt/archives/',
        'writes /var/log/apt/',
        'writes /var/log/dpkg.log',
        'installs-packages apt-get: curl git=1',
      ],
    ],
    ['RUN cd sub && rm -rf a /b && echo x > y', ['removes /w/sub/a', 'removes /b', 'writes /w/sub/y']],
    [
      'RUN curl -fsSLo /tmp/a https://b',
      ['uses-network curl', 'writes /tmp/a', 'downloads https://b > /tmp/a'],
    ],
    ['RUN npm ci', ['uses-network npm', 'runs-tool npm ci']],
    ['RUN npm ci --offline', ['runs-tool npm ci --offline']],
    ['RUN sudo -u x make all', ['runs-tool make all']],
    ['RUN ssh-keyscan github.com', ['uses-network ssh-keyscan']],
    ['RUN sort -u a -o b', ['writes /w/b']],
    ["RUN awk '{print > $1}' a", ['unknown']],
    ['RUN frobnicate', ['unknown']],
    ['RUN $TOOL x', ['unknown']],
    ['RUN rm $x', ['unknown']],
    ['RUN ["npm", "ci"]', ['uses-network npm', 'runs-tool npm ci']],
    ['RUN echo a >/dev/null 2>&1', []],
  ])('%s', (instruction, effects) => {
    expect(lastEffects(`FROM a\nWORKDIR /w\n${instruction}\n`)).toEqual(effects)
  })
})
