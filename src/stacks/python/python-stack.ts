import type { AppFiles } from '../../app/app-files.ts'
import type { Evidence } from '../../model/change.ts'
import type { Stack, StackFacts } from '../../model/stack-facts.ts'
import { planPython } from './plan-python.ts'
import { readPythonApp } from './python-app.ts'
import { pythonDependencies } from './requirements.ts'
import { newPythonPlan } from './without-dockerfile.ts'

/** Python programs and services, with pip, Poetry, PDM or uv. */
export const pythonStack: Stack = {
  id: 'python',
  title: 'Python',
  plan({ app, build }) {
    const facts = { stack: 'python', evidence: evidenceFor(app), plans: [], diagnostics: [] }
    if (!build) return withoutDockerfile(app, facts)
    const python = readPythonApp(app, build)
    if (python === undefined) return undefined
    if (typeof python === 'string') return { ...facts, refused: python }
    const plan = planPython(app, python)
    return typeof plan === 'string' ? { ...facts, refused: plan } : { ...facts, plans: [plan] }
  },
}

function withoutDockerfile(app: AppFiles, facts: StackFacts): StackFacts | undefined {
  const plan = newPythonPlan(app)
  if (plan === undefined) return undefined
  return typeof plan === 'string' ? { ...facts, refused: plan } : { ...facts, plans: [plan] }
}

const manifests = [
  'requirements.txt',
  'poetry.lock',
  'pdm.lock',
  'uv.lock',
  'pyproject.toml',
  'Pipfile',
  'manage.py',
]
const frameworks =
  /^(?:django|flask|fastapi|starlette|celery|gunicorn|uvicorn|aiohttp|tornado|litestar|quart)$/

function evidenceFor(app: AppFiles): readonly Evidence[] {
  const manifest = manifests.find(file => app.has(file))
  const used = pythonDependencies(app).filter(({ name }) => frameworks.test(name))
  const first = used.filter(({ name }, index) => used.findIndex(other => other.name === name) === index)
  return [
    ...(manifest === undefined ? [] : [{ file: manifest, fact: 'a Python project' }]),
    ...first.map(({ evidence }) => evidence),
  ]
}
