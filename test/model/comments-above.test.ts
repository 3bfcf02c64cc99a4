import { expect, test } from 'vitest'
import { parseDockerfile } from '../../src/dockerfile/parse.ts'
import { commentsAbove } from '../../src/model/instruction-text.ts'

const text = `# syntax=docker/dockerfile:1
# About this file

# The base
FROM debian

# Not yet: RUN one \\
#   && two

# Where it runs
WORKDIR /app
# Last

CMD ["a"]
`

test('keeps what an author wrote above an instruction, set apart or not', () => {
  const document = parseDockerfile(text, 'Dockerfile')
  expect(document.instructions.map(each => commentsAbove(document, each))).toEqual([
    ['# The base'],
    ['# Not yet: RUN one \\', '#   && two', '', '# Where it runs'],
    ['# Last', ''],
  ])
})
