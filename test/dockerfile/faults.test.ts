import { describe, expect, it } from 'vitest'
import { parseDockerfile } from '../../src/dockerfile/parse.ts'

function faultsOf(text: string): string[] {
  return parseDockerfile(text).diagnostics.map(
    ({ code, range }) => `${code} ${range.start.line}:${range.start.column}-${range.end.column}`,
  )
}

describe('a file without FROM', () => {
  it('names the missing FROM once, at the first instruction', () => {
    expect(faultsOf('WORKDIR /app\nRUN mvn package\n')).toEqual(['no-from 1:1-8'])
  })

  it('is a file without instructions where there are only comments', () => {
    expect(faultsOf('# nothing\n')).toEqual(['no-instructions 1:1-1'])
  })

  it('names an instruction before FROM, ARG aside', () => {
    expect(faultsOf('ARG A\nRUN true\nFROM a\n')).toEqual(['before-from 2:1-4'])
  })
})

describe('a lost continuation', () => {
  it('is named at the end of the RUN line, and nothing else is', () => {
    expect(faultsOf('FROM node\nRUN npm install &&  \n    npm run build\nCMD ["a"]\n')).toEqual([
      'lost-continuation 2:17-19',
    ])
  })

  it('is named at the end of each line of a chain', () => {
    expect(faultsOf('FROM node\nRUN a &&\n b ||\n c |\n d\n')).toEqual([
      'lost-continuation 2:7-9',
      'lost-continuation 3:4-6',
      'lost-continuation 4:4-5',
    ])
  })

  it('leaves an unknown instruction alone where no operator ends the line', () => {
    expect(faultsOf('FROM node\nRUN a\nb c\n')).toEqual(['unknown-instruction 3:1-2'])
  })
})
