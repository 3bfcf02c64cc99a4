import type { Range } from '../../dockerfile/source.ts'
import type { Word } from '../../dockerfile/syntax.ts'
import type { Finding, Rule, RuleContext } from '../rule.ts'

export const invalidPort: Rule = {
  id: 'invalid-port',
  title: 'EXPOSE names what is no port',
  family: 'correctness',
  severity: 'error',
  counterparts: { hadolint: ['DL3011'], buildkit: ['ExposeInvalidFormat', 'ExposeProtoCasing'] },
  *check({ document }: RuleContext): Iterable<Finding> {
    for (const instruction of document.instructions) {
      if (instruction.name !== 'EXPOSE') continue
      for (const word of instruction.values) yield* look(word)
    }
  },
}

function* look({ value, range }: Word): Iterable<Finding> {
  if (/[$\\`]/.test(value)) return
  const text = value.replace(/["']/g, '')
  const [ports = '', protocol = 'tcp'] = text.split('/')
  const published = ports.lastIndexOf(':')
  const port = ports.slice(published + 1)
  const fault = portFault(port) ?? protocolFault(text, protocol)
  if (fault !== undefined) yield { message: `${value} is no port: ${fault}`, range }
  else if (published >= 0) {
    yield {
      message: `EXPOSE cannot publish a port: of ${value} only ${port} counts`,
      range,
      severity: 'warning',
      help: `write ${port}, and publish it with docker run -p`,
    }
  } else if (protocol !== protocol.toLowerCase()) yield casing(value, range)
}

function portFault(port: string): string | undefined {
  const match = /^(\d+)(?:-(\d+))?$/.exec(port)
  if (match === null) return 'it is no number'
  const first = Number(match[1])
  const last = Number(match[2] ?? match[1])
  if (first > 65_535 || last > 65_535) return 'ports end at 65535'
  return last < first ? 'the range runs backwards' : undefined
}

function protocolFault(text: string, protocol: string): string | undefined {
  if (text.split('/').length > 2) return 'it has more than one protocol'
  return /^(?:tcp|udp|sctp)$/i.test(protocol) ? undefined : 'the protocol is tcp, udp or sctp'
}

function casing(value: string, range: Range): Finding {
  const text = value.toLowerCase()
  return {
    message: `the protocol of ${value} is in capitals`,
    range,
    severity: 'info',
    fix: {
      title: `Write ${text}`,
      applicability: 'safe',
      edits: [{ from: range.start.offset, to: range.end.offset, text }],
    },
  }
}
