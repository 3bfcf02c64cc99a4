import { type Folder, type Naive, procfile } from './folder.ts'

/** `pip install`, or what the lock file is for, and `python main.py`, or the server of a framework that has one. */
export function naivePython(folder: Folder): Naive | undefined {
  const { has, read, port = 8000 } = folder
  const file = ['main.py', 'app.py', 'bot.py'].find(has)
  if (file === undefined && !has('manage.py')) return undefined
  const { steps, run } = installed(folder)
  const code = file === undefined ? '' : read(file)
  const module = file?.replace('.py', '') ?? ''
  const app = /^(\w+) *= *(?:Flask|FastAPI)\(/m.exec(code)?.[1]
  const image = /^3\.1[01]/m.test(read('.python-version')) ? 'python:3.11-slim' : 'python:3.13-slim'
  const command = (): string => {
    const own = procfile(folder)
    if (own !== undefined) return own
    if (has('manage.py')) return `${run}python manage.py runserver 0.0.0.0:${port}`
    if (app === undefined || code.includes('__main__')) return `${run}python ${file}`
    if (code.includes('FastAPI(')) return `${run}uvicorn ${module}:${app} --host 0.0.0.0 --port ${port}`
    return `${run}flask --app ${module} run --host 0.0.0.0 --port ${port}`
  }
  return { image, steps, command: command() }
}

/** How the packages are installed, and what a command needs before it so as to find them. */
function installed({ has }: Folder): { steps: string[]; run: string } {
  if (has('uv.lock')) return { steps: ['RUN pip install uv && uv sync'], run: 'uv run --no-sync ' }
  if (has('poetry.lock')) {
    return { steps: ['RUN pip install poetry && poetry install --no-root'], run: 'poetry run ' }
  }
  if (has('pdm.lock')) return { steps: ['RUN pip install pdm && pdm install --no-self'], run: 'pdm run ' }
  if (has('Pipfile')) return { steps: ['RUN pip install pipenv && pipenv install'], run: 'pipenv run ' }
  if (has('requirements.txt')) return { steps: ['RUN pip install -r requirements.txt'], run: '' }
  return { steps: has('pyproject.toml') ? ['RUN pip install .'] : [], run: '' }
}
