import type { AppFiles } from '../../app/app-files.ts'

/**
 * How many of the locked packages would have to be compiled for a release of Python 3, because the lock file knows
 * wheels for Linux, and none of them for that release. A lock file that is some years old says so of every new release.
 * Source: the names of wheels, packaging.python.org, Binary distribution format.
 */
export function compiledPackages(app: AppFiles): (minor: number) => number {
  const wheels = new Map<string, string[]>()
  for (const file of ['poetry.lock', 'pdm.lock', 'uv.lock'])
    for (const match of (app.read(file) ?? '').matchAll(
      /\b(\w[\w.]*)-[\w.!+%]+-(?:\d\w*-)?([\w.]+-\w+-[\w.]+)\.whl/g,
    ))
      wheels.set(match[1] ?? '', [...(wheels.get(match[1] ?? '') ?? []), match[2] ?? ''])
  const binary = [...wheels.values()].filter(tags => tags.some(tag => tag.includes('linux')))
  return minor => binary.filter(tags => !tags.some(tag => fits(tag, minor))).length
}

function fits(tag: string, minor: number): boolean {
  const [python = '', abi, platform = ''] = tag.split('-')
  if (!/linux|^any$/.test(platform)) return false
  if (abi === 'abi3') return Number(/cp3(\d+)/.exec(python)?.[1] ?? 0) <= minor
  return python.split('.').some(each => each === `cp3${minor}` || each === 'py3')
}
