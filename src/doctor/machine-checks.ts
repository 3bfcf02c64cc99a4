import type { Check, CheckResult, EngineInfo, Probes } from './check.ts'

/** Small, official, and one that laststage itself may use. */
const triedReference = 'docker.io/library/busybox:1.37'

const low = 2_000_000_000
const full = 300_000_000

export const registryCheck: Check = {
  id: 'registry',
  title: 'registry',
  async run(probes) {
    const refused = await probes.manifest(triedReference)
    if (refused === undefined) return { status: 'ok', what: `${triedReference} answers` }
    return {
      status: 'warning',
      what: `${triedReference}: ${refused}`,
      todo: 'Base images that are not in the store cannot be had: see proxy, docker login, or a mirror of the registry.',
    }
  },
}

export const proxyCheck: Check = {
  id: 'proxy',
  title: 'proxy',
  async run(probes) {
    const own = variable(probes, 'HTTPS_PROXY') ?? variable(probes, 'HTTP_PROXY')
    const info = await probes.info()
    const daemon = info.HttpsProxy || info.HttpProxy || undefined
    if (own === undefined && daemon === undefined) return { status: 'ok', what: 'none is set' }
    if (daemon === undefined) {
      return {
        status: 'warning',
        what: 'this shell has a proxy, and the daemon has none: it may not reach registries',
        todo: 'Set it for the daemon: https://docs.docker.com/engine/daemon/proxy/',
      }
    }
    if (!(await probes.buildProxy())) {
      return {
        status: 'warning',
        what: 'the daemon has a proxy, and builds get none: `npm ci` and the like may not reach anything',
        todo: 'Set "proxies" in ~/.docker/config.json: https://docs.docker.com/engine/cli/proxy/',
      }
    }
    return { status: 'ok', what: 'the daemon and builds have one' }
  },
}

export const certificatesCheck: Check = {
  id: 'certificates',
  title: 'own certificates',
  async run(probes) {
    const named = ['NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE'].flatMap(name => {
      const path = variable(probes, name)
      return path === undefined ? [] : [{ name, path }]
    })
    if (named.length === 0) return { status: 'ok', what: 'none are set' }
    for (const { name, path } of named) {
      const text = await probes.readText(path)
      if (text?.includes('BEGIN CERTIFICATE') === true) continue
      return {
        status: 'failed',
        what: `${name} names ${path}, which holds no certificate that can be read`,
        todo: `Correct it, or unset ${name}.`,
      }
    }
    return {
      status: 'warning',
      what: `set for this shell by ${named.map(({ name }) => name).join(' and ')}; builds know nothing of it`,
      todo: 'A build that has to trust it gets it as a secret, or from its base image.',
    }
  },
}

export const temporaryDiskCheck: Check = {
  id: 'disk-temporary',
  title: 'disk for copies',
  run: async probes =>
    space(await probes.freeBytes(probes.tmpdir), probes.tmpdir, 'Free some, or set TMPDIR.'),
}

export const engineDiskCheck: Check = {
  id: 'disk-engine',
  title: "engine's disk",
  async run(probes) {
    const engine = await probes.engine()
    const { DockerRootDir: root } = await probes.info()
    const bytes = 'local' in engine && engine.local && root ? await probes.freeBytes(root) : undefined
    return space(
      bytes,
      root ?? 'its folder',
      '`docker system df` shows what fills it; `docker builder prune` frees.',
    )
  },
}

export const limitsCheck: Check = {
  id: 'limits',
  title: 'limits for containers',
  async run(probes) {
    const missing = missingLimits(await probes.info())
    if (missing.length === 0) return { status: 'ok', what: 'memory and processes' }
    return {
      status: 'warning',
      what: `the engine does not limit ${missing.join(' and ')}: an app that runs wild is not held`,
      todo: 'Rootless engines need cgroup v2 with delegation: https://docs.docker.com/engine/security/rootless/',
    }
  },
}

export const tracingCheck: Check = {
  id: 'tracing',
  title: 'tracing (closure)',
  async run(probes) {
    const engine = await probes.engine()
    if ('local' in engine && !engine.local)
      return { status: 'skipped', what: 'the engine is on another machine' }
    // Absent without the Yama module; 3 forbids ptrace to everyone, capabilities or not (Yama's documentation).
    const scope = (await probes.readText('/proc/sys/kernel/yama/ptrace_scope'))?.trim()
    if (scope !== '3') return { status: 'ok', what: 'the kernel lets a container trace its own processes' }
    return {
      status: 'warning',
      what: 'the kernel forbids ptrace (yama.ptrace_scope is 3): no closure can be proposed',
      todo: 'It is set at boot: sysctl kernel.yama.ptrace_scope=1, then boot again. The rest works without.',
    }
  },
}

export const gitCheck: Check = {
  id: 'git',
  title: 'git',
  async run(probes) {
    const version = await probes.gitVersion()
    if (version !== undefined) return { status: 'ok', what: version }
    return {
      status: 'warning',
      what: 'there is none: --write keeps a backup of each file that it replaces',
      todo: 'Install git to have changes that are in no commit protected.',
    }
  },
}

function missingLimits({ MemoryLimit: memory, PidsLimit: pids }: EngineInfo): readonly string[] {
  return [...(memory === false ? ['memory'] : []), ...(pids === false ? ['processes'] : [])]
}

function space(bytes: number | undefined, where: string, todo: string): CheckResult {
  if (bytes === undefined) return { status: 'skipped', what: `${where} cannot be looked at from here` }
  const what = `${(bytes / 1e9).toFixed(1)} GB free in ${where}`
  if (bytes < full) return { status: 'failed', what, todo }
  return bytes < low ? { status: 'warning', what, todo } : { status: 'ok', what }
}

/** Upper or lower case, as programs have it. */
function variable({ env }: Probes, name: string): string | undefined {
  return env[name] || env[name.toLowerCase()] || undefined
}
