import { describe, expect, test } from 'vitest'
import { memoryApp, withFiles } from '../../src/app/memory-app.ts'
import { candidatesFor } from '../../src/optimize/report-of.ts'
import { staticReport } from '../../src/optimize/static.ts'
import { propose } from '../../src/rewrite/propose.ts'
import { applyFixes } from '../../src/rules/apply-fixes.ts'

const Dockerfile = `FROM debian:13-slim
WORKDIR /app
COPY . .
# Once.
RUN apt-get update && apt-get install -y libpq5
RUN pip install -r requirements.txt
CMD ["python", "main.py"]
`
const app = memoryApp({ Dockerfile, 'requirements.txt': 'flask==3.1.0\n', 'main.py': 'print(1)\n' })

describe('tidy', () => {
  test('is exactly the safe fixes of check, each explained, and nothing is left of them', () => {
    const [candidate, ...others] = propose({ app }).candidates
    expect(others).toEqual([])
    expect(candidate).toMatchObject({ id: 'tidy', strategy: 'tidy', finalBase: 'debian:13-slim' })
    expect(candidate?.files).toEqual({ Dockerfile: applyFixes(Dockerfile, 'Dockerfile', { app }).text })
    expect(candidate?.changes.map(({ id, applicability }) => `${id} ${applicability}`)).toEqual([
      'apt-lists-left safe',
      'pip-cache-left safe',
    ])
    expect(propose({ app: withFiles(app, candidate?.files ?? {}) }).candidates).toEqual([])
  })

  test('takes no unsafe fix, and touches no other line', () => {
    const before = Dockerfile.split('\n')
    const after = propose({ app }).candidates[0]?.files['Dockerfile']?.split('\n') ?? []
    expect(after).toHaveLength(before.length)
    expect(after.filter((line, index) => line !== before[index])).toEqual([
      'RUN apt-get update && apt-get install -y libpq5 && rm -rf /var/lib/apt/lists/*',
      'RUN pip install --no-cache-dir -r requirements.txt',
    ])
  })

  test('leaves out what the configuration has switched off', () => {
    const check = { rules: { 'apt-lists-left': 'off', 'pip-cache-left': 'off' } } as const
    expect(propose({ app, check }).candidates).toEqual([])
  })

  test('writes into .dockerignore what check --fix does', () => {
    const files = propose({ app: withFiles(app, { '.git/HEAD': 'ref: x\n' }) }).candidates[0]?.files
    expect(files?.['.dockerignore']).toBe('.git\n')
  })

  test('is not proposed for a development server', () => {
    const served = Dockerfile.replace('"main.py"', '"manage.py", "runserver"')
    expect(propose({ app: withFiles(app, { Dockerfile: served }) }).candidates).toEqual([])
  })

  test('is not proposed where the file cannot be built', () => {
    expect(propose({ app: withFiles(app, { Dockerfile: `${Dockerfile}NONSENSE\n` }) }).candidates).toEqual([])
  })

  test('gives way to what ships less, unless it is asked for', () => {
    const proposal = propose({ app })
    const [tidied] = proposal.candidates
    const staged = tidied && { ...tidied, id: 'staged', strategy: 'staged' as const }
    const both = { ...proposal, candidates: [...(staged ? [staged] : []), ...proposal.candidates] }
    expect(candidatesFor(both, 'auto').map(({ id }) => id)).toEqual(['staged'])
    expect(candidatesFor(both, 'tidy').map(({ id }) => id)).toEqual(['tidy'])
    expect(candidatesFor(proposal, 'auto').map(({ id }) => id)).toEqual(['tidy'])
  })

  test('answers for an app that no stack knows, which is then a note', () => {
    const report = staticReport(app, propose({ app }), 'auto')
    expect(report.chosen).toBe('tidy')
    expect(report.refused).toBeUndefined()
    expect(report.notes).toEqual([
      'requirements.txt is here, and no stack that laststage knows ships `python main.py` on debian:13-slim',
    ])
  })
})
