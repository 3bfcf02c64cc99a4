import { ALPINE } from './alpine.ts'
import type { StandIn } from '../stand-in.ts'

const CADDYFILE = `:80 {
	root * /usr/share/caddy
	file_server
}
`

const CADDY: StandIn = {
  name: 'laststage-lab/caddy:2-alpine',
  from: [ALPINE],
  tree: [
    { kind: 'packages', suite: 'trixie', names: ['caddy', 'media-types', 'libzstd1'] },
    {
      kind: 'remove',
      paths: ['etc/init.d', 'usr/lib/systemd', 'usr/share/caddy', 'usr/share/bash-completion'],
    },
    { kind: 'file', path: 'etc/caddy/Caddyfile', text: CADDYFILE },
    { kind: 'file', path: 'usr/share/caddy/index.html', text: '<h1>Your web server is working.</h1>\n' },
    ...['config/caddy', 'data/caddy', 'srv'].map(path => ({ kind: 'folder', path }) as const),
  ],
  dockerfile: `FROM ${ALPINE.name}
ADD rootfs.tar /
ENV CADDY_VERSION=v2.6.2
ENV XDG_CONFIG_HOME=/config
ENV XDG_DATA_HOME=/data
EXPOSE 80
EXPOSE 443
EXPOSE 443/udp
EXPOSE 2019
WORKDIR /srv
CMD ["caddy", "run", "--config", "/etc/caddy/Caddyfile", "--adapter", "caddyfile"]`,
}

/** In: `caddy` and a tag of its second line: one image stands in for all that run it, Debian's 2.6 on a small tree. */
export function caddyFor(repository: string, tag: string): StandIn | undefined {
  return repository === 'caddy' && /^(?:latest|alpine|2(?:\.\d+){0,2}(?:-alpine)?)$/.test(tag)
    ? CADDY
    : undefined
}
