import type { FakeProgram } from './fake/world.ts'

/** What the contract's containers and RUN instructions do: as a shell script, and as the fake does it. */
export const scripts = {
  hello: 'echo out; echo err >&2; exit 7',
  succeed: 'true',
  fail: 'echo about to fail; exit 3',
  showSecret: 'cat /run/secrets/token; echo; exit 3',
  echoInput: 'cat',
  serve: 'mkdir -p /www; echo hello > /www/index.html; exec httpd -f -p 8080 -h /www',
  obeyTerm: "trap 'exit 5' TERM; echo ready; while :; do sleep 1 & wait $!; done",
  ignoreTerm: "trap '' TERM; echo ready; while :; do sleep 1; done",
  sleep: 'echo ready; sleep 600',
  flood: 'yes 0123456789',
  write: 'echo data > /made',
  readCopied: 'cat /in/note.txt',
  useVolume: 'ls -A /data; echo used > /data/mark',
  showEnvironment: 'echo $GREETING',
  connect: 'if nc -w 2 $HOST $PORT < /dev/null > /dev/null 2>&1; then echo reached; else echo no way; fi',
} as const

export const fakePrograms: Readonly<Record<string, FakeProgram>> = {
  [scripts.hello]: process => {
    process.out('out\n')
    process.err('err\n')
    return 7
  },
  [scripts.succeed]: () => 0,
  [scripts.fail]: process => {
    process.out('about to fail\n')
    return 3
  },
  [scripts.showSecret]: process => {
    process.out(`${process.files.get('/run/secrets/token') ?? ''}\n`)
    return 3
  },
  [scripts.echoInput]: process => {
    process.out(process.stdin)
    return 0
  },
  [scripts.serve]: async process => {
    process.files.set('/www/index.html', 'hello\n')
    await process.serve(8080, path => (path === '/' ? 'hello\n' : undefined))
    return process.killed
  },
  [scripts.obeyTerm]: process => {
    const ended = process.untilTerminated()
    process.out('ready\n')
    return ended.then(() => 5)
  },
  [scripts.ignoreTerm]: process => {
    process.out('ready\n')
    return process.killed
  },
  [scripts.sleep]: process => {
    process.out('ready\n')
    return process.killed
  },
  [scripts.flood]: async process => {
    while (!process.isKilled()) {
      process.out('0123456789\n'.repeat(1000))
      await new Promise(resolve => setImmediate(resolve))
    }
    return process.killed
  },
  [scripts.write]: process => {
    process.files.set('/made', 'data\n')
    return 0
  },
  [scripts.readCopied]: process => {
    process.out(process.files.get('/in/note.txt') ?? '')
    return 0
  },
  [scripts.useVolume]: process => {
    const volume = process.volumes.get('/data')
    process.out([...(volume?.keys() ?? [])].map(name => `${name}\n`).join(''))
    volume?.set('mark', 'used\n')
    return 0
  },
  [scripts.showEnvironment]: process => {
    process.out(`${process.env['GREETING'] ?? ''}\n`)
    return 0
  },
  [scripts.connect]: async process => {
    const reached = await process.connect(process.env['HOST'] ?? '', Number(process.env['PORT']))
    process.out(reached ? 'reached\n' : 'no way\n')
    return 0
  },
}
