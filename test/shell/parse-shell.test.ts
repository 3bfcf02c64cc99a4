import { describe, expect, it } from 'vitest'
import { parseDockerfile } from '../../src/dockerfile/parse.ts'
import { buildModel } from '../../src/model/model.ts'
import type { ShellScript } from '../../src/shell/script.ts'

function scriptOf(text: string): { script: ShellScript; text: string } {
  const step = buildModel(parseDockerfile(text)).stages[0]?.steps.at(-1)
  if (step?.script === undefined) throw new Error('no script')
  return { script: step.script, text }
}

/** Every word as the file has it at the word's range. */
function wordsInFile({ script, text }: ReturnType<typeof scriptOf>): string[][] {
  return script.commands.map(({ words }) =>
    words.map(({ range }) => text.slice(range.start.offset, range.end.offset)),
  )
}

describe('the ranges of words', () => {
  it('are in the file, over continued lines and comments', () => {
    const read = scriptOf('FROM a\nRUN apt-get update && \\\n  # c\n  apt-get install "x y"\n')
    expect(wordsInFile(read)).toEqual([
      ['apt-get', 'update'],
      ['apt-get', 'install', '"x y"'],
    ])
    expect(read.script.commands[1]?.range.start).toMatchObject({ line: 4, column: 3 })
  })

  it('are in the body of a lone heredoc, its tabs dropped', () => {
    const read = scriptOf('FROM a\nRUN <<-EOF\n\tset -e\n\t\tmake x\n\tEOF\n')
    expect(wordsInFile(read)).toEqual([
      ['set', '-e'],
      ['make', 'x'],
    ])
  })

  it('are in the command of a HEALTHCHECK', () => {
    expect(wordsInFile(scriptOf('FROM a\nHEALTHCHECK --interval=5s CMD curl -f x || exit 1\n'))).toEqual([
      ['curl', '-f', 'x'],
      ['exit', '1'],
    ])
  })
})

describe('a script', () => {
  it('is plain where it is a chain of simple commands', () => {
    expect(scriptOf('FROM a\nRUN a && b; c\n').script.plain).toBe(true)
  })

  it.each(['a | b', '(a)', 'if a; then b; fi', 'a &', 'echo b && (c)', 'a || b', 'echo $(b)'])(
    'is not plain: %s',
    script => {
      expect(scriptOf(`FROM a\nRUN ${script}\n`).script.plain).toBe(false)
    },
  )

  it('says how commands are joined and how deep they stand', () => {
    const { script } = scriptOf('FROM a\nRUN a && (b || c) | d; e\n')
    expect(script.commands.map(({ words, joinedBy, depth }) => [words[0]?.value, joinedBy, depth])).toEqual([
      ['a', undefined, 0],
      ['b', undefined, 1],
      ['c', '||', 1],
      ['d', '|', 0],
      ['e', ';', 0],
    ])
  })

  it('has no value for a word that holds an expansion', () => {
    const { script } = scriptOf('FROM a\nRUN A=1 cp $x \'$y\' "z" `w` > out 2>&1\n')
    expect(script.commands[0]?.words.map(({ value }) => value)).toEqual([
      'cp',
      undefined,
      '$y',
      'z',
      undefined,
    ])
    expect(script.commands[0]?.assignments).toEqual([{ key: 'A', value: '1' }])
    expect(script.commands[0]?.redirects.map(({ operator, target }) => [operator, target])).toEqual([
      ['>', 'out'],
      ['2>&', '1'],
    ])
  })

  it('is unknown for a shell that is not read', () => {
    const { script } = scriptOf('FROM a\nSHELL ["powershell", "-Command"]\nRUN Get-Item x\n')
    expect(script).toMatchObject({ dialect: 'unknown', commands: [], plain: false })
    expect(script.unknown).toHaveLength(1)
  })

  it('has the dialect of SHELL, of the base image, of `#!`', () => {
    expect(scriptOf('FROM debian\nRUN a\n').script.dialect).toBe('sh')
    expect(scriptOf('FROM node:20-alpine\nRUN a\n').script.dialect).toBe('ash')
    expect(scriptOf('FROM a\nSHELL ["/bin/bash", "-c"]\nRUN a\n').script.dialect).toBe('bash')
    expect(scriptOf('FROM a\nRUN <<EOF\n#!/usr/bin/env bash\na\nEOF\n').script.dialect).toBe('bash')
    expect(scriptOf('FROM a\nRUN <<EOF\n#!/usr/bin/python3\na\nEOF\n').script.dialect).toBe('unknown')
  })
})
