import { debianSlim, INSTALL_MOUNTED } from './debian-slim.ts'
import type { StandIn } from '../stand-in.ts'

/** The applications of Erlang that a release may name; what draws windows is left out, and rebar3, which brings it. */
const OTP = 'asn1 dev eldap eunit ftp os-mon ssh ssl syntax-tools tftp xmerl'.split(' ')

/** In: `elixir` and a tag of Debian's one line: `1.18`, `1.18.4-otp-27-slim`. The Alpine tags have none. */
export function elixirFor(repository: string, tag: string): StandIn | undefined {
  if (repository !== 'elixir') return undefined
  const match = /^(?:latest|slim|1(?:\.18(?:\.\d+)?)?)(?:-otp-27)?(-slim)?$/.exec(tag)
  return match === null ? undefined : elixir(match[1] !== undefined || tag === 'slim')
}

/** Debian's Elixir and Erlang under the names that Elixir's images give them; without Hex, as those. */
function elixir(slim: boolean): StandIn {
  const base = debianSlim('trixie')
  const more = slim ? [] : 'g++ gcc git make curl libssl-dev libncurses-dev'.split(' ')
  return {
    name: `laststage-lab/elixir:1.18${slim ? '-slim' : ''}`,
    from: [base],
    packages: {
      suite: 'trixie',
      names: ['elixir', ...OTP.map(name => `erlang-${name}`), 'ca-certificates', ...more],
    },
    dockerfile: `FROM ${base.name}
ENV OTP_VERSION=27.3.4
${INSTALL_MOUNTED}
RUN for name in elixir elixirc mix iex erl erlc escript; do ln -s /usr/bin/$name /usr/local/bin/$name; done
ENV ELIXIR_VERSION=v1.18.3 LANG=C.UTF-8
CMD ["iex"]`,
  }
}
