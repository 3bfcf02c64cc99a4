import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ClosurePolicy } from '../../../src/closure/closure.ts'
import { parseDockerfile } from '../../../src/dockerfile/parse.ts'
import { readPackages } from '../../../src/image/packages/read-packages.ts'
import { buildModel } from '../../../src/model/model.ts'
import { copiedPaths } from '../../../src/rewrite/closure/copied-paths.ts'
import { type ClosureProposal, proposeClosure } from '../../../src/rewrite/closure/propose-closure.ts'
import { configInstructions, type ShippedConfig } from '../../../src/rewrite/closure/runtime-config.ts'
import { readStrace } from '../../../src/verify/trace/strace/read-strace.ts'
import { elf, link, type TreeEntry, treeOf } from '../../image/root/tree-of.ts'

const config: ShippedConfig = {
  env: ['PATH=/usr/bin', 'GREETING=good "day" $USER'],
  workdir: '/app',
  user: 'web',
  entrypoint: [],
  cmd: ['/app/main'],
  exposedPorts: ['80/tcp'],
  volumes: ['/data'],
  labels: { 'org.example.name': 'an app' },
  stopSignal: 'SIGQUIT',
  healthcheck: { test: ['CMD-SHELL', 'test -e /tmp/up || exit 1'], interval: 30e9, retries: 2 },
}

const image: Readonly<Record<string, TreeEntry>> = {
  '/lib64/ld-linux-x86-64.so.2': elf({}),
  '/usr/lib/x86_64-linux-gnu/libown.so': elf({}),
  '/usr/lib/x86_64-linux-gnu/libc.so.6': elf({}),
  '/app/main': { content: elf({ interpreter: '/lib64/ld-linux-x86-64.so.2' }), mode: 0o755 },
  '/app/page.html': 'page',
  '/usr/lib/left.a': 'l'.repeat(2000),
  '/etc/localtime': link('/usr/share/zoneinfo/UTC'),
  '/var/lib/dpkg/status': 'Package: libc6\nStatus: install ok installed\nVersion: 1\nArchitecture: amd64\n',
  '/var/lib/dpkg/info/libc6.list': '/lib64/ld-linux-x86-64.so.2\n/usr/lib/x86_64-linux-gnu/libc.so.6\n',
}

const text = `# laststage: keep /app because
FROM debian:12 AS build
RUN make
FROM debian:12
COPY --from=build /app /app
CMD ["/app/main"]`

const propose = async (
  more: {
    text?: string
    policy?: ClosurePolicy
    ignore?: string
    tools?: boolean
    lean?: boolean
    env?: readonly string[]
    image?: Partial<ShippedConfig>
    entries?: Readonly<Record<string, TreeEntry>>
  } = {},
): Promise<ReturnType<typeof proposeClosure>> => {
  const programs = [
    'sh',
    'tar',
    'awk',
    'find',
    'sed',
    'sort',
    'grep',
    'chroot',
    'cp',
    'env',
    'readlink',
    'head',
    'dpkg-query',
  ]
  const tools = Object.fromEntries(
    programs.map(name => [`/usr/bin/${name}`, { content: name, mode: 0o755 } satisfies TreeEntry]),
  )
  const lean = more.lean === true ? { '/app/page.html': 'p'.repeat(200_000) } : {}
  const tree = await treeOf({ ...image, ...lean, ...(more.tools === true && tools), ...more.entries })
  const trace = await readStrace(
    [
      Buffer.from(`1 execve("/app/main", ["main"], 0x1 /* 1 var */) = 0
1 openat(AT_FDCWD</app>, "/usr/lib/x86_64-linux-gnu/libc.so.6", O_RDONLY) = 3</x>
1 openat(AT_FDCWD</app>, "/usr/lib/x86_64-linux-gnu/libown.so", O_RDONLY) = 3</x>
`),
    ],
    '/app',
  )
  const document = parseDockerfile(more.text ?? text)
  return proposeClosure({
    dockerfile: 'Dockerfile',
    text: document.text,
    model: buildModel(document),
    ignore: { path: '.dockerignore', text: more.ignore },
    contextFiles: [],
    image: { ...config, env: more.env ?? config.env, ...more.image },
    closure: { tree, packages: readPackages(tree), trace, policy: more.policy ?? 'safe', keeps: [] },
  })
}

const proposed = async (more: Parameters<typeof propose>[0] = {}): Promise<ClosureProposal> => {
  const made = await propose(more)
  if ('refused' in made) throw new Error(made.refused)
  return made
}

describe('proposing a closure', () => {
  it('leaves the user’s stages alone, byte for byte but for a name', async () => {
    const { candidate, stage } = await proposed()
    expect(stage).toBe('app')
    const [kept = ''] = candidate.files.Dockerfile?.split('\n\n# What the app') ?? []
    expect(kept).toBe(text.replace('FROM debian:12\n', 'FROM debian:12 AS app\n'))
    const named = await proposed({ text: 'FROM x AS App\nFROM app as Final\nCMD ["/app/main"]\n' })
    expect(named.stage).toBe('Final')
    expect(named.candidate.files.Dockerfile).toMatch(
      /^FROM x AS App\nFROM app as Final\nCMD \["\/app\/main"\]\n/,
    )
    const taken = await proposed({ text: 'FROM x AS App\nFROM app\nCMD ["/app/main"]\n' })
    expect(taken.stage).toBe('laststage-app')
    const image = await proposed({ text: 'FROM rootfs\nCOPY --from=app /x /x\nCMD ["/app/main"]\n' })
    expect(image.stage).toBe('laststage-app')
    expect(image.candidate.files.Dockerfile).toContain('COPY --from=laststage-rootfs /rootfs/app/ /')
  })

  it('names packages, directories and the rest, each once, none tied to an architecture', async () => {
    const { candidate } = await proposed()
    const lists = candidate.files.Dockerfile?.split('/lists/\n')[1]?.split('\nRUN ')[0]
    expect(lists).toBe(
      `libc6
PACKAGES
/app
TREES
BUT
/etc/localtime
/usr/lib/*-linux-gnu*/libown.so
/var/lib/dpkg
PATHS
/app
APP`,
    )
  })

  it('says the image’s configuration again, and builds something that our own parser reads', async () => {
    const { candidate } = await proposed()
    const document = parseDockerfile(candidate.files.Dockerfile ?? '')
    expect(document.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
    const last = candidate.files.Dockerfile?.split('# as the image above had it\n')[1]
    expect(last).toBe(`ENV PATH=/usr/bin
ENV GREETING="good \\"day\\" \\$USER"
LABEL org.example.name="an app"
WORKDIR /app
EXPOSE 80/tcp
VOLUME ["/data"]
STOPSIGNAL SIGQUIT
HEALTHCHECK --interval=30s --retries=2 CMD test -e /tmp/up || exit 1
USER web
CMD ["/app/main"]
`)
  })

  it('keeps a SHELL, and needs neither an exposed port nor a health check', async () => {
    const image = { shell: ['/bin/bash', '-c'], exposedPorts: [], healthcheck: undefined }
    const last = (await proposed({ image })).candidate.files.Dockerfile?.split('had it\n')[1]
    expect(last).toContain('SHELL ["/bin/bash", "-c"]')
    expect(last).not.toMatch(/EXPOSE|HEALTHCHECK/)
  })

  it('names packages of which no program is started apart, and what of all does not come', async () => {
    const gconv = '/usr/lib/x86_64-linux-gnu/gconv'
    const entries = {
      '/usr/sbin/ldconfig': { content: elf({}), mode: 0o755 },
      [`${gconv}/EUC-KR.so`]: elf({}),
      '/var/lib/dpkg/info/libc6.list': `/lib64/ld-linux-x86-64.so.2\n/usr/lib/x86_64-linux-gnu/libc.so.6\n/usr/sbin/ldconfig\n${gconv}\n${gconv}/EUC-KR.so\n`,
    }
    const { candidate, kept } = await proposed({ tools: true, entries })
    const text = candidate.files.Dockerfile ?? ''
    expect(text).toContain("COPY <<'PACKAGES' <<'LIBRARIES' <<'LEFT'")
    expect(text).toContain('\nPACKAGES\nlibc6\nLIBRARIES\n/usr/lib/*-linux-gnu*/gconv\nLEFT\n')
    expect(kept).not.toContain('/usr/sbin/ldconfig')
    expect(candidate.files['laststage.closure.txt']).toMatch(
      /\n-\/usr\/lib\/x86_64-linux-gnu\/gconv\t\d+\tconversions of character sets/,
    )
  })

  it('copies in at least three parts, in order of change', async () => {
    const { candidate } = await proposed()
    const copies = candidate.files.Dockerfile?.split('\n').filter(line =>
      line.startsWith('COPY --from=rootfs'),
    )
    expect(copies).toEqual([
      'COPY --from=rootfs /rootfs/system/ /',
      'COPY --from=rootfs /rootfs/packages/ /',
      'COPY --from=rootfs /rootfs/app/ /',
    ])
  })

  it('lets the app’s own image assemble where it has the tools', async () => {
    expect((await proposed()).candidate.files.Dockerfile).toContain('FROM debian:bookworm-slim AS rootfs')
    expect((await proposed({ tools: true })).candidate.files.Dockerfile).toContain(
      'FROM app AS rootfs\nUSER 0:0\n',
    )
  })

  it('keeps its ledger out of the user’s stages, and extends a .dockerignore only', async () => {
    expect((await proposed()).candidate.files['.dockerignore']).toBe('.dockerignore\nlaststage.closure.txt\n')
    const extended = await proposed({ ignore: 'node_modules' })
    expect(extended.candidate.files['.dockerignore']).toBe('node_modules\nlaststage.closure.txt\n')
    const again = await proposed({ ignore: 'laststage.closure.txt\n' })
    expect(again.candidate.files['.dockerignore']).toBeUndefined()
  })

  it('reads exact paths from the ledger under the strict policy', async () => {
    const { candidate, kept } = await proposed({ policy: 'strict', ignore: '*\n!src\n' })
    const ledger = candidate.files['laststage.closure.txt'] ?? ''
    const named = ledger.split('\n').filter(line => line.startsWith('/'))
    expect(named.map(line => line.split('\t')[0])).toEqual(kept)
    expect(candidate.files.Dockerfile).toContain('COPY laststage.closure.txt /lists/PATHS')
    expect(candidate.files['.dockerignore']).toBe('*\n!src\n!laststage.closure.txt\n')
    expect(kept).not.toContain('/app/page.html')
  })

  it('has nothing to propose for an image that holds little else', async () => {
    expect(await propose({ lean: true })).toEqual({
      refused: 'the image holds little but what the app uses',
      lean: true,
    })
  })

  it('refuses what cannot be written', async () => {
    expect(await propose({ env: ['A=one\ntwo'] })).toEqual({
      refused: 'a value of the image’s configuration holds a line break',
    })
    expect(await propose({ text: '# escape=`\nFROM x\nCMD ["/app/main"]\n' })).toEqual({
      refused: 'the Dockerfile sets another escape character',
    })
    for (const text of ['FROM x\nCMD ["/app/main"] \\\n', 'FROM x\nRUN <<EOF\ntrue\n']) {
      expect(await propose({ text })).toEqual({
        refused: 'the last instruction of the Dockerfile runs on, so that nothing can follow it',
      })
    }
    expect(await propose({ text: '# nothing' })).toEqual({ refused: 'the Dockerfile has no stage' })
  })
})

describe('writing ENV and LABEL', () => {
  it('is read back as it was, whatever is in the value', () => {
    const value = fc.string({
      unit: fc.constantFrom(...'a Z 0 " \' \\ $ # { } = ü ß \t ; & | `'.split(' '), ' '),
      maxLength: 12,
    })
    fc.assert(
      fc.property(value, written => {
        const lines = configInstructions({ ...config, env: [`KEY=${written}`], labels: {} }) ?? []
        const model = buildModel(parseDockerfile(`FROM scratch\n${lines[0]}\n`))
        const effects = model.final?.steps.flatMap(step => step.effects)
        expect(effects).toEqual([{ kind: 'sets-env', key: 'KEY', value: written }])
      }),
    )
  })
})

const paths = (instructions: string, files: readonly string[]): readonly string[] => {
  const { final } = buildModel(parseDockerfile(`FROM debian AS a\nFROM a\n${instructions}\n`))
  if (final === undefined) throw new Error('no stage')
  return copiedPaths(final, files)
}

describe('what COPY brought', () => {
  it('names files that land in a place that many share', () => {
    const files = ['tool', 'root/etc/app.conf', 'root/usr/bin/x', 'scripts/a.sh', 'scripts/b.py']
    expect(paths('COPY tool /usr/local/bin/', files)).toContain('/usr/local/bin/tool')
    expect(paths('COPY root/ /', files)).toEqual(expect.arrayContaining(['/etc/app.conf', '/usr/bin/x']))
    expect(paths('COPY scripts/*.sh /usr/bin/', files)).toContain('/usr/bin/a.sh')
    expect(paths('COPY scripts/*.sh /usr/bin/', files)).not.toContain('/usr/bin/b.py')
  })

  it('resolves a relative destination in the working directory', () => {
    expect(paths('WORKDIR /srv\nCOPY . .', ['x.js'])).toEqual(expect.arrayContaining(['/srv', '/srv/x.js']))
    expect(paths('COPY --from=a /opt/tool /usr/local/bin/', [])).toContain('/usr/local/bin/tool')
  })
})
