import { debianSlim, INSTALL_MOUNTED } from './debian-slim.ts'
import type { StandIn } from '../stand-in.ts'

/** `wheels`: what Python's images of that line have beside pip. */
const LINES = {
  '3.13': { suite: 'trixie', wheels: [] },
  '3.11': { suite: 'bookworm', wheels: ['setuptools', 'wheel'] },
} as const
type Line = keyof typeof LINES

/** In: `python` and a tag of the two lines that Debian has: `3.13`, `3.13-slim`, `3.11.9-slim-bookworm`. */
export function pythonFor(repository: string, tag: string): StandIn | undefined {
  if (repository !== 'python') return undefined
  const match = /^(3\.\d+|3)(?:\.\d+)?(-slim)?(?:-(?:bookworm|trixie))?$/.exec(tag)
  const line = match?.[1] === '3' ? '3.13' : match?.[1]
  if (line !== '3.13' && line !== '3.11') return undefined
  return match?.[2] === undefined ? pythonFull(line) : python(line)
}

/** With the compilers and headers that packages without a wheel need, as the genuine full image has. */
function pythonFull(line: Line): StandIn {
  const base = python(line)
  return {
    name: `laststage-lab/python:${line}`,
    from: [base],
    packages: {
      suite: LINES[line].suite,
      names: ['g++', 'gcc', 'git', 'make', 'curl', 'python3-dev', 'libffi-dev', 'libpq-dev'],
    },
    dockerfile: [`FROM ${base.name}`, INSTALL_MOUNTED].join('\n'),
  }
}

/**
 * Debian's Python under the names that Python's images give it, with pip where theirs is. Not by Debian's package of
 * pip: what that depends on no pip can replace by the version that an app asks for, and python:slim has none of it.
 */
function python(line: Line): StandIn {
  const { suite, wheels } = LINES[line]
  const base = debianSlim(suite)
  return {
    name: `laststage-lab/python:${line}-slim`,
    from: [base],
    settings: 'pip',
    packages: {
      suite,
      names: [
        'python3',
        'python3-venv',
        ...['pip', ...wheels].map(name => `python3-${name}-whl`),
        'ca-certificates',
        'netbase',
        'tzdata',
      ],
    },
    dockerfile: `FROM ${base.name}
ENV PATH=/usr/local/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
${INSTALL_MOUNTED}
RUN <<'EOF'
set -e
rm -f /usr/lib/python${line}/EXTERNALLY-MANAGED
for name in python python3 python${line}; do ln -s /usr/bin/python${line} /usr/local/bin/$name; done
# Where Python's images install, and Dockerfiles copy from; Debian's pip writes into dist-packages.
mkdir -p /usr/local/lib/python${line}/dist-packages
ln -s dist-packages /usr/local/lib/python${line}/site-packages
wheels=/usr/share/python-wheels
PYTHONPATH=$(echo $wheels/pip-*.whl) PYTHONDONTWRITEBYTECODE=1 python -m pip install --no-index --no-compile --root-user-action=ignore ${['pip', ...wheels].map(name => `$wheels/${name}-*.whl`).join(' ')}
rm -rf /tmp/* /root/.cache
EOF
COPY settings/ /
ENV PYTHON_VERSION=${line}
${line === '3.11' ? 'ENV LANG=C.UTF-8' : ''}
CMD ["python3"]`,
  }
}
