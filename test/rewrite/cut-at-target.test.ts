import { describe, expect, it } from 'vitest'
import { parseDockerfile } from '../../src/dockerfile/parse.ts'
import { buildModel } from '../../src/model/model.ts'
import { cutAtTarget } from '../../src/rewrite/cut-at-target.ts'

const text = `# syntax=docker/dockerfile:1
ARG TAG=3.12
FROM python:\${TAG}-slim AS builder
COPY app.py /
CMD ["python3", "/app.py"]

# For the editor.
FROM builder AS dev-envs
RUN apt-get update
FROM dev-envs
CMD ["bash"]
`
const web = { stage: 'builder', by: 'compose.yaml:3 service web' }
const editor = { stage: 'Dev-Envs', by: 'docker-bake.hcl:7 target editor' }

describe('the stage that ships', () => {
  it('ends the file, without the comment that leads the next one', () => {
    const { text: cut, change } = cutAtTarget(text, 'Dockerfile', 'builder', [web])
    expect(cut).toBe(`${text.slice(0, text.indexOf('\n\n# For'))}\n`)
    expect(buildModel(parseDockerfile(cut)).final?.name).toBe('builder')
    expect(change?.title).toBe('Leave out what is behind the stage builder: dev-envs, stage 2')
    expect(change?.evidence.map(({ range }) => range?.start.line)).toEqual([8, 10])
  })

  it.each(['BUILDER', '0'])('is found as BuildKit finds it: %s', target => {
    expect(cutAtTarget(text, 'Dockerfile', target, []).text).toContain('app.py"]\n')
  })

  it('changes nothing where it is the last one', () => {
    expect(cutAtTarget(text, 'Dockerfile', '2', [web])).toEqual({ text, change: undefined })
  })

  it('is refused where it is not there, with those that are', () => {
    expect(() => cutAtTarget(text, 'Dockerfile', 'prod', [])).toThrow(
      expect.objectContaining({ code: 'no-such-stage', hint: 'There is builder, dev-envs.' }),
    )
  })

  it('is refused where a stage that others build would be lost', () => {
    expect(() => cutAtTarget(text, 'Dockerfile', 'builder', [web, editor])).toThrow(
      /target editor builds the stage/,
    )
    expect(cutAtTarget(text, 'Dockerfile', 'dev-envs', [web, editor]).text).toContain('dev-envs')
  })
})
