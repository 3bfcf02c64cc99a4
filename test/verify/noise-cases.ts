/** A text as three runs of an original showed it, one that is the same, and one with a real difference in the noise. */
export interface NoiseCase {
  readonly name: string
  readonly originals: readonly [string, string, string]
  readonly alike: string
  /** What is really different, in words, and the text that has it. */
  readonly differs: readonly [string, string]
}

const prose =
  'The quick brown fox jumps over the lazy dog, and the dog lets it: that is how it has always been. '

/** A page with enough that stays the same around what varies. */
function page(...content: readonly string[]): string {
  return `<!doctype html><title>Shop</title>\n<p>${prose}</p>\n<p>${prose}</p>\n${content.join('\n')}\n<footer>${prose}</footer>\n`
}

function json(values: Readonly<Record<string, unknown>>): string {
  return JSON.stringify({ about: prose, more: prose, ...values })
}

function lines(...all: readonly string[]): string {
  return [prose, ...all, prose, ''].join('\n')
}

function three(make: (run: 0 | 1 | 2) => string): readonly [string, string, string] {
  return [make(0), make(1), make(2)]
}

const at = ['19:20:07', '19:20:31', '19:21:02'] as const
const ids = ['3f2a9c81', '9be04d17', 'c0ffee42'] as const

const rows = [
  '<tr><td>tea</td><td>3.20</td></tr>',
  '<tr><td>milk</td><td>1.10</td></tr>',
  '<tr><td>rum</td><td>9.00</td></tr>',
]

export const noiseCases: readonly NoiseCase[] = [
  {
    name: 'ISO dates with fractions of varying length',
    originals: three(run => json({ now: `2026-11-25T${at[run]}.${['1', '02', '345'][run]}Z` })),
    alike: json({ now: '2026-11-26T00:00:00.123456Z' }),
    differs: ['no date any more', json({ now: 'Invalid Date' })],
  },
  {
    name: 'dates as in HTTP headers',
    originals: three(run => page(`<p>Built Wed, 25 Nov 2026 ${at[run]} GMT</p>`)),
    alike: page('<p>Built Thu, 26 Nov 2026 00:00:01 GMT</p>'),
    differs: ['another writing of the date', page('<p>Built 2026-11-26T00:00:01Z</p>')],
  },
  {
    name: "JavaScript's dates",
    originals: three(run => page(`<i>Wed Nov 25 2026 ${at[run]} GMT+0000 (Coordinated Universal Time)</i>`)),
    alike: page('<i>Thu Nov 26 2026 00:00:00 GMT+0000 (Coordinated Universal Time)</i>'),
    differs: [
      'a word gone beside it',
      page('<b>Thu Nov 26 2026 00:00:00 GMT+0000 (Coordinated Universal Time)</b>'),
    ],
  },
  {
    name: 'dates as people write them',
    originals: three(run => page(`<p>11/25/2026, ${['7:20:07', '7:20:31', '11:21:02'][run]} PM</p>`)),
    alike: page('<p>1/2/2027, 1:02:03 AM</p>'),
    differs: ['the locale is lost', page('<p>2027-01-02 01:02:03</p>')],
  },
  {
    name: "Go's log",
    originals: three(run =>
      lines(`2026/11/25 ${at[run]} listening on :8080`, `2026/11/25 ${at[run]} 14 routes`),
    ),
    alike: lines('2026/11/26 00:00:00 listening on :8080', '2026/11/26 00:00:01 14 routes'),
    differs: [
      'a route missing',
      lines('2026/11/26 00:00:00 listening on :8080', '2026/11/26 00:00:01 13 routes'),
    ],
  },
  {
    name: 'an access log',
    originals: three(run =>
      lines(`172.17.0.${run + 2} - - [25/Nov/2026:${at[run]} +0000] "GET / HTTP/1.1" 200 612`),
    ),
    alike: lines('172.17.0.9 - - [26/Nov/2026:00:00:00 +0000] "GET / HTTP/1.1" 200 612'),
    differs: [
      'another status',
      lines('172.17.0.9 - - [26/Nov/2026:00:00:00 +0000] "GET / HTTP/1.1" 500 612'),
    ],
  },
  {
    name: 'syslog lines with process ids',
    originals: three(run => lines(`Nov 25 ${at[run]} app[${[7, 31, 118][run]}]: cache warmed, 20 entries`)),
    alike: lines('Nov 26 00:00:00 app[8]: cache warmed, 20 entries'),
    differs: ['an empty cache', lines('Nov 26 00:00:00 app[8]: cache warmed, 0 entries')],
  },
  {
    name: 'request ids',
    originals: three(run => json({ requestId: `${ids[run]}-8f14-4b0e-9d2a-5e6f7a8b9c0${run}`, ok: true })),
    alike: json({ requestId: '00112233-8f14-4b0e-9d2a-5e6f7a8b9c0d', ok: true }),
    differs: ['not ok', json({ requestId: '00112233-8f14-4b0e-9d2a-5e6f7a8b9c0d', ok: false })],
  },
  {
    name: 'trace ids of 32 hexadecimal digits',
    originals: three(run => json({ trace: ids[run].repeat(4) })),
    alike: json({ trace: '0a1b2c3d'.repeat(4) }),
    differs: ['half as long', json({ trace: '0a1b2c3d'.repeat(2) })],
  },
  {
    name: 'ports that the system picks',
    originals: three(run => page(`<p>debug port ${[43127, 38801, 50233][run]}</p>`)),
    alike: page('<p>debug port 33333</p>'),
    differs: ['no port at all', page('<p>debug port 0</p>')],
  },
  {
    name: 'uptime and memory',
    originals: three(run =>
      json({ uptime: [1.25, 0.98, 2.5][run], heap: [45123456, 44999872, 46000128][run], status: 'UP' }),
    ),
    alike: json({ uptime: 3, heap: 9876543, status: 'UP' }),
    differs: ['it is down', json({ uptime: 3, heap: 9876543, status: 'DOWN' })],
  },
  {
    name: 'milliseconds since 1970',
    originals: three(run => json({ at: 1_795_634_407_000 + run * 31_277 })),
    alike: json({ at: 1_795_700_000_123 }),
    differs: ['seconds in their place', json({ at: 1_795_700_000 })],
  },
  {
    name: 'pointers and identity hashes',
    originals: three(run => lines(`handler com.acme.Index@${ids[run].slice(0, 7)} at 0x7f${ids[run]}`)),
    alike: lines('handler com.acme.Index@1b6d358 at 0x7fdeadbeef'),
    differs: ['another class', lines('handler com.acme.Error@1b6d358 at 0x7fdeadbeef')],
  },
  {
    name: 'nonces in a page',
    originals: three(run =>
      page(
        `<script nonce="${['Zk3b+9/qWx1LmN0p', 'q8Ft2RzLo/K7+yVe', 'mB4/xT9cHdJ2w5Ug'][run]}==" src="/app.js"></script>`,
      ),
    ),
    alike: page('<script nonce="Hd0+P3sXr7/kQ2vN==" src="/app.js"></script>'),
    differs: ['another script', page('<script nonce="Hd0+P3sXr7/kQ2vN==" src="/main.js"></script>')],
  },
  {
    name: 'a token in a form',
    originals: three(run =>
      page(`<form action="/pay"><input name="csrf" value="${ids[run]}${ids[(run + 1) % 3]}">`),
    ),
    alike: page('<form action="/pay"><input name="csrf" value="0123456789abcdef">'),
    differs: ['no token', page('<form action="/pay"><input name="csrf" value="">')],
  },
  {
    name: 'keys in varying order',
    originals: [
      json({ host: 'db', user: 'app', retries: 3 }),
      json({ retries: 3, host: 'db', user: 'app' }),
      json({ user: 'app', retries: 3, host: 'db' }),
    ],
    alike: json({ retries: 3, user: 'app', host: 'db' }),
    differs: ['a key missing', json({ retries: 3, host: 'db' })],
  },
  {
    name: 'a list in varying order',
    originals: [
      json({ tags: ['a', 'b', 'c'] }),
      json({ tags: ['c', 'a', 'b'] }),
      json({ tags: ['b', 'c', 'a'] }),
    ],
    alike: json({ tags: ['c', 'b', 'a'] }),
    differs: ['an item twice, another lost', json({ tags: ['c', 'b', 'b'] })],
  },
  {
    name: 'workers that start in any order',
    originals: [
      lines('worker 1 ready', 'worker 2 ready', 'worker 3 ready'),
      lines('worker 3 ready', 'worker 1 ready', 'worker 2 ready'),
      lines('worker 2 ready', 'worker 1 ready', 'worker 3 ready'),
    ],
    alike: lines('worker 3 ready', 'worker 2 ready', 'worker 1 ready'),
    differs: ['a worker missing', lines('worker 3 ready', 'worker 1 ready')],
  },
  {
    name: 'workers that log in any order, with the time',
    originals: [
      lines(`${at[0]} worker 1 ready`, `${at[0]} worker 2 ready`, `${at[0]} worker 3 ready`),
      lines(`${at[1]} worker 3 ready`, `${at[1]} worker 1 ready`, `${at[1]} worker 2 ready`),
      lines(`${at[2]} worker 2 ready`, `${at[2]} worker 1 ready`, `${at[2]} worker 3 ready`),
    ],
    alike: lines('00:00:01 worker 3 ready', '00:00:01 worker 2 ready', '00:00:02 worker 1 ready'),
    differs: [
      'one worker twice, another missing',
      lines('00:00:01 worker 3 ready', '00:00:01 worker 3 ready', '00:00:02 worker 1 ready'),
    ],
  },
  {
    name: 'heartbeats in varying number',
    originals: [
      lines('tick', 'loaded 12 rules'),
      lines('tick', 'tick', 'loaded 12 rules'),
      lines('tick', 'loaded 12 rules', 'tick'),
    ],
    alike: lines('tick', 'tick', 'tick', 'loaded 12 rules'),
    differs: ['an error among them', lines('tick', 'error: font not found', 'tick', 'loaded 12 rules')],
  },
  {
    name: 'durations in varying units',
    originals: three(run => lines(`migrated 4 tables in ${['842.1µs', '1.2ms', '1m2.5s'][run]}`)),
    alike: lines('migrated 4 tables in 15ms'),
    differs: ['fewer tables', lines('migrated 3 tables in 15ms')],
  },
  {
    name: "the container's id as host name",
    originals: three(run => json({ host: `${ids[run]}0a1b`, region: 'local' })),
    alike: json({ host: 'fedcba987654', region: 'local' }),
    differs: ['a fixed name', json({ host: 'localhost', region: 'local' })],
  },
  {
    name: 'colours around times',
    originals: three(run => lines(`\u001b[32mINFO\u001b[0m [${at[run]}.${['120', '007', '55'][run]}] ready`)),
    alike: lines('\u001b[32mINFO\u001b[0m [00:00:00.001] ready'),
    differs: ['a warning in red', lines('\u001b[31mWARN\u001b[0m [00:00:00.001] ready')],
  },
  {
    name: 'short random ids',
    originals: three(run => page(`<div id="r-${['k3f9q', 'x71bz', 'a0p4m'][run]}">menu</div>`)),
    alike: page('<div id="r-z9y8x">menu</div>'),
    differs: ['no id', page('<div id="r-undefined">menu</div>')],
  },
  {
    name: 'tokens of an alphabet that not every token uses up',
    originals: three(run =>
      page(`<script>const token = "${['jNteqV1cuTb4', 'k9Bz0QmWx7Lp', '3hGfD8sRt2Va'][run]}"</script>`),
    ),
    alike: page('<script>const token = "9u5EruW-bYM0"</script>'),
    differs: ['cut short', page('<script>const token = "9u5EruW-"</script>')],
  },
  {
    name: 'addresses in the network',
    originals: three(run => json({ listen: `172.18.0.${run + 2}:9000`, mode: 'cluster' })),
    alike: json({ listen: '10.0.3.77:9000', mode: 'cluster' }),
    differs: ['another port', json({ listen: '10.0.3.77:9001', mode: 'cluster' })],
  },
  {
    name: 'a log of JSON lines',
    originals: three(run =>
      lines(`{"ts":"2026-11-25T${at[run]}Z","level":"info","msg":"up","pid":${[1, 12, 7][run]}}`),
    ),
    alike: lines('{"ts":"2026-11-26T00:00:00Z","level":"info","msg":"up","pid":9}'),
    differs: ['another level', lines('{"ts":"2026-11-26T00:00:00Z","level":"warn","msg":"up","pid":9}')],
  },
  {
    name: 'rows of a table in varying order',
    originals: [page(...rows), page(...rows.toReversed()), page(...rows)],
    alike: page(...rows.slice(1), ...rows.slice(0, 1)),
    differs: ['another price', page(...rows.slice(1), '<tr><td>tea</td><td>1.10</td></tr>')],
  },
  {
    name: 'a signed number that drifts',
    originals: three(run => json({ drift: [-3, 12, -7][run], unit: 'ms' })),
    alike: json({ drift: 4, unit: 'ms' }),
    differs: ['not a number', json({ drift: null, unit: 'ms' })],
  },
  {
    name: 'signed links',
    originals: three(run =>
      page(`<img src="/media/logo.png?expires=${1_795_634_407 + run * 60}&sig=${ids[run]}${ids[run]}">`),
    ),
    alike: page('<img src="/media/logo.png?expires=1795700000&sig=0011223344556677">'),
    differs: ['another picture', page('<img src="/media/none.png?expires=1795700000&sig=0011223344556677">')],
  },
]
