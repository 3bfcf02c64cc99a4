import type { AppFiles } from '../../app/app-files.ts'
import { rangeOf } from '../../app/positions.ts'
import { parseDockerfile } from '../../dockerfile/parse.ts'
import type { Evidence } from '../../model/change.ts'
import { buildModel } from '../../model/model.ts'
import { otherEcosystem } from '../../model/other-ecosystem.ts'
import type { Plan } from '../../model/stack-facts.ts'
import { readCApp } from './c-app.ts'
import { isCSource } from './c-sources.ts'
import { planC } from './plan-c.ts'

/** A Dockerfile for a folder that has none: CMake or make, one program, no libraries to be installed. */
export function newCPlan(app: AppFiles): Plan | string | undefined {
  const file = ['CMakeLists.txt', 'Makefile', 'makefile'].find(name => app.has(name))
  const sources = app.list().filter(path => isCSource(path) && !/(?:^|\/)tests?\//.test(path))
  if (file === undefined || sources.length === 0 || otherEcosystem(app, 'c') !== undefined) return undefined
  const cmake = file === 'CMakeLists.txt'
  const made = cmake ? cmakeProgram(app) : makeProgram(app, file)
  if (typeof made === 'string') return made
  const cxx = sources.some(path => /\.(?:cc|cpp|cxx|c\+\+)$/i.test(path))
  const tools = [...(cmake ? ['cmake'] : []), cxx ? 'g++' : 'gcc', 'libc6-dev', 'make']
  const text = [
    'FROM debian:trixie-slim',
    `RUN apt-get update \\\n    && apt-get install -y --no-install-recommends ${tools.join(' ')} \\\n    && rm -rf /var/lib/apt/lists/*`,
    'WORKDIR /app',
    'COPY . .',
    cmake ? 'RUN cmake -S . -B build -DCMAKE_BUILD_TYPE=Release \\\n    && cmake --build build' : 'RUN make',
    `ENTRYPOINT ["/app/${cmake ? 'build/' : ''}${made.name}"]`,
    '',
  ].join('\n')
  const c = readCApp(app, buildModel(parseDockerfile(text, 'Dockerfile')))
  if (c === undefined || typeof c === 'string') return c
  const plan = planC(app, c)
  if (typeof plan === 'string') return plan
  return {
    ...plan,
    ignore: [...plan.ignore, ...(cmake ? ['build'] : [])],
    changes: [
      {
        id: 'c-new-dockerfile',
        title: `A Dockerfile that builds ${made.name} and ships it alone`,
        because: `There is none; ${made.evidence.fact}.`,
        evidence: [made.evidence],
        applicability: 'needs-verification',
      },
    ],
  }
}

interface Made {
  readonly name: string
  readonly evidence: Evidence
}

function cmakeProgram(app: AppFiles): Made | string {
  const found = app.list().flatMap(path => {
    const text = /(?:^|\/)CMakeLists\.txt$/.test(path) ? (app.read(path) ?? '') : ''
    return [...text.matchAll(/\badd_executable\s*\(\s*("?[\w.${}-]+"?)/g)].map(match => ({
      name: match[1] ?? '',
      evidence: {
        file: path,
        range: rangeOf(text, match.index, match.index + match[0].length),
        fact: `${match[0]} …)`,
      },
    }))
  })
  const [only, ...more] = found.filter(
    each => !/tests?/i.test(each.name) && !/(?:^|\/)tests?\//.test(each.evidence.file),
  )
  if (!only) return 'CMakeLists.txt builds no program'
  if (more.length > 0)
    return `several programs (${[only, ...more].map(each => each.name).join(', ')}): say which is to be started by a Dockerfile`
  const text = app.read('CMakeLists.txt') ?? ''
  const project = /\bproject\s*\(\s*"?([\w.-]+)/.exec(text)?.[1]
  const name = only.name === '${PROJECT_NAME}' ? project : only.name
  const placed = only.evidence.file !== 'CMakeLists.txt' || /RUNTIME_OUTPUT_DIRECTORY|OUTPUT_NAME/.test(text)
  if (name === undefined || /[${}"]/.test(name) || placed)
    return 'where CMake puts the program cannot be told without running it'
  return { name, evidence: only.evidence }
}

/** The first target, where it is a file that a command of its rule links. */
function makeProgram(app: AppFiles, path: string): Made | string {
  const text = app.read(path) ?? ''
  const variables = new Map(
    [...text.matchAll(/^(\w+)\s*[:?]?=\s*([\w./-]+)[ \t]*$/gm)].map(
      match => [match[1] ?? '', match[2] ?? ''] as const,
    ),
  )
  const filled = (name: string) =>
    name.replace(/^\$[({](\w+)[)}]$/, (whole, key: string) => variables.get(key) ?? whole)
  const rules = [...text.matchAll(/^([\w./${}()-]+)[ \t]*:(?!=)[ \t]*([^\n]*)$/gm)]
  const first = rules.find(match => !(match[1] ?? '').startsWith('.'))
  const target = filled(first?.[1] ?? '')
  const wanted = target === 'all' ? (first?.[2] ?? '').trim().split(/\s+/).map(filled) : [target]
  const [name, ...more] = wanted
  const rule = rules.find(match => filled(match[1] ?? '') === name)
  if (name === undefined || name === '' || more.length > 0 || !rule || !/^[\w.-]+$/.test(name))
    return `which program ${path} builds cannot be told without running it`
  return {
    name,
    evidence: {
      file: path,
      range: rangeOf(text, rule.index, rule.index + rule[0].length),
      fact: `make builds ${name}`,
    },
  }
}
