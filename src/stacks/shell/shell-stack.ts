import type { AppFiles } from '../../app/app-files.ts'
import { rangeOfLine } from '../../app/positions.ts'
import type { Change, Evidence } from '../../model/change.ts'
import { otherEcosystem } from '../../model/other-ecosystem.ts'
import type { Plan, Stack } from '../../model/stack-facts.ts'
import { installText } from '../../model/system-packages.ts'
import { type Called, calledPrograms, packagesFor } from './called-programs.ts'

/** Scripts of a shell beside nothing that has to be built. */
export const shellStack: Stack = {
  id: 'shell',
  title: 'Shell script',
  plan({ app, build }) {
    const script = build ? undefined : startScript(app)
    if (script === undefined) return undefined
    const facts = {
      stack: 'shell',
      evidence: [{ file: script, fact: 'a shell script' }],
      plans: [],
      diagnostics: [],
    }
    const plan = planScript(app, script)
    return typeof plan === 'string' ? { ...facts, refused: plan } : { ...facts, plans: [plan] }
  },
}

/** Debian's smallest image: its shells, and the programs that every system has. */
const image = 'debian:13-slim'

/** Files that another language's tools would read. */
const otherSource =
  /\.(?:[cm]?[jt]sx?|vue|py|rb|go|php|java|kt|scala|clj|rs|cc?|cpp|cs|fs|exs?|erl|gleam|hs|cabal|pl|lua|swift|zig|dart|jl|cr|nim|r|html?|gradle|csproj|toml)$|(?:^|\/)(?:Makefile|CMakeLists\.txt|meson\.build|Dockerfile)$/i

/** What starts, where the folder has scripts and nothing else that runs. */
function startScript(app: AppFiles): string | undefined {
  if (otherEcosystem(app, 'c') !== undefined || app.list().some(path => otherSource.test(path)))
    return undefined
  const scripts = app.list().filter(path => /^[^/]+\.sh$/.test(path))
  const named = ['start.sh', 'run.sh', 'main.sh', 'entrypoint.sh'].filter(name => scripts.includes(name))
  const [script, ...others] = named.length > 0 ? named : scripts
  return others.length > 0 ? undefined : script
}

function planScript(app: AppFiles, script: string): Plan | string {
  const shell =
    /^#!\s*\S*?(?:env\s+)?(\w+)\s*$/m.exec((app.read(script) ?? '').split('\n')[0] ?? '')?.[1] ?? 'bash'
  const called = calledPrograms(app, script)
  if (typeof called === 'string') return called
  const { missing, brought } = packagesFor(called)
  if (missing.length > 0)
    return `what ${[...new Set(missing.map(({ program, file, line }) => `\`${program}\` (${file}:${line})`))].join(', ')} would need is not known: install it in a Dockerfile`
  const names = [...new Set(brought.map(({ name }) => name))].sort()
  // Over TLS these trust nobody without them.
  const certificates = names.some(name => /^(?:curl|wget|git)$/.test(name)) ? ['ca-certificates'] : []
  return {
    id: '',
    title: 'the script on Debian’s slim image',
    buildStages: [],
    needs: {
      runtime: { kind: 'image', image },
      files: [{ from: 'context', source: '.', destination: './' }],
      before: [...installText('debian', [...certificates, ...names], false), 'WORKDIR /app'],
      after: [`CMD [${[shell, script].map(each => JSON.stringify(each)).join(', ')}]`],
    },
    changes: [newDockerfile(script), ...packageChanges(app, brought)],
    files: {},
    ignore: ['.git'],
  }
}

const newDockerfile = (script: string): Change => ({
  id: 'shell-new-dockerfile',
  title: `A Dockerfile that ships ${script} on ${image}`,
  because:
    'There is none, and that image has the shell and every program that the script calls, or Debian brings it.',
  evidence: [{ file: script, fact: 'a shell script' }],
  applicability: 'needs-verification',
})

function packageChanges(
  app: AppFiles,
  brought: readonly (Called & { readonly name: string })[],
): readonly Change[] {
  const first = brought.filter(({ name }, at) => brought.findIndex(other => other.name === name) === at)
  return first.map(({ name, program, file, line }) => {
    const evidence: Evidence = {
      file,
      range: rangeOfLine(app.read(file) ?? '', line),
      fact: `calls ${program}`,
    }
    return {
      id: 'shell-packages',
      title: `Install ${name}`,
      because: `The script calls ${program}, which the slim image has not.`,
      evidence: [evidence],
      applicability: 'needs-verification',
    }
  })
}
