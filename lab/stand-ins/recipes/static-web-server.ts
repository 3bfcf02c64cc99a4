import type { StandIn } from '../stand-in.ts'

/**
 * The real program, built from its crate; without TLS, directory listings and passwords, which would take minutes more
 * to compile. Its official image is this one file on scratch.
 */
const STATIC_WEB_SERVER: StandIn = {
  name: 'laststage-lab/static-web-server:2',
  tree: [
    {
      kind: 'crate',
      name: 'static-web-server',
      version: '2.40.0',
      features: 'compression,fallback-page',
      path: 'static-web-server',
    },
  ],
  dockerfile: [
    'FROM scratch',
    'ADD rootfs.tar /',
    'EXPOSE 80',
    'STOPSIGNAL SIGQUIT',
    'ENTRYPOINT ["/static-web-server"]',
  ].join('\n'),
}

export function staticWebServerFor(repository: string, tag: string): StandIn | undefined {
  const known = /^(?:ghcr\.io\/static-web-server|joseluisq)\/static-web-server$/.test(repository)
  return known && /^(?:latest|2(?:\.\d+){0,2})$/.test(tag) ? STATIC_WEB_SERVER : undefined
}
