import { describe, expect, it } from 'vitest'
import { memoryApp } from '../../src/app/memory-app.ts'
import { propose } from '../../src/rewrite/propose.ts'

const repairedText = (files: Record<string, string>) =>
  propose({ app: memoryApp(files) }).original?.repaired?.text

const pom = (version: string) =>
  `<project><artifactId>a</artifactId><version>1</version><properties><java.version>${version}</java.version></properties></project>`

describe('a Dockerfile that does not build', () => {
  it.each([
    ['mvn package', 'maven:3.9.9-eclipse-temurin-17'],
    ['./mvnw package', 'eclipse-temurin:17-jdk'],
  ])('without FROM gets the base that `%s` needs', (command, image) => {
    const Dockerfile = `\nWORKDIR /app\nCOPY . .\nRUN ${command}\n`
    const expected = `FROM ${image}\n\nWORKDIR /app\nCOPY . .\nRUN ${command}\n`
    expect(repairedText({ Dockerfile, 'pom.xml': pom('17') })).toBe(expected)
  })

  it('without FROM keeps what stands above its first instruction', () => {
    const Dockerfile = '# syntax=docker/dockerfile:1\n# The greeter.\nARG V=1\nRUN go build\nCMD ["./a"]\n'
    const expected =
      '# syntax=docker/dockerfile:1\n# The greeter.\nARG V=1\nFROM golang:1.24\n\nRUN go build\nCMD ["./a"]\n'
    expect(repairedText({ Dockerfile, 'go.mod': 'module a\ngo 1.24\n' })).toBe(expected)
  })

  it('without FROM is left alone where no manifest says which version', () => {
    expect(repairedText({ Dockerfile: 'RUN mvn package\n', 'pom.xml': '<project/>' })).toBeUndefined()
  })

  it('with a lost continuation gets it', () => {
    const Dockerfile = 'FROM node:20\nRUN npm ci &&  \nnpm run build\nCMD ["node"]\n'
    const expected = 'FROM node:20\nRUN npm ci && \\\nnpm run build\nCMD ["node"]\n'
    expect(repairedText({ Dockerfile })).toBe(expected)
  })

  it('with several lost continuations gets them all', () => {
    const Dockerfile = 'FROM a\nRUN one &&\ntwo &&\nthree\n'
    expect(repairedText({ Dockerfile })).toBe('FROM a\nRUN one && \\\ntwo && \\\nthree\n')
  })

  it('is not touched where it builds', () => {
    expect(repairedText({ Dockerfile: 'FROM a\nRUN b && \\\n  c\n' })).toBeUndefined()
  })
})
