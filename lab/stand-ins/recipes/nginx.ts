import { ALPINE } from './alpine.ts'
import type { StandIn } from '../stand-in.ts'

const VERSION = '1.26.3'

const NGINX_CONF = `user  nginx;
worker_processes  auto;

error_log  /var/log/nginx/error.log notice;
pid        /run/nginx.pid;

events {
    worker_connections  1024;
}

http {
    include       /etc/nginx/mime.types;
    default_type  application/octet-stream;
    access_log  /var/log/nginx/access.log;
    sendfile        on;
    keepalive_timeout  65;
    include /etc/nginx/conf.d/*.conf;
}
`

const DEFAULT_SERVER = `server {
    listen       80;
    server_name  localhost;

    location / {
        root   /usr/share/nginx/html;
        index  index.html index.htm;
    }

    error_page   500 502 503 504  /50x.html;
    location = /50x.html {
        root   /usr/share/nginx/html;
    }
}
`

/** Runs what lies in /docker-entrypoint.d, as nginx's images do, then the command. */
const ENTRYPOINT = `#!/bin/sh
set -e
if [ "$1" = nginx ] || [ "$1" = nginx-debug ]; then
  for script in /docker-entrypoint.d/*.sh; do
    if [ -x "$script" ]; then "$script"; fi
  done
fi
exec "$@"
`

const LIBRARIES = ['libpcre2-8-0', 'libssl3t64', 'zlib1g', 'libcrypt1', 'libzstd1']

/** Parts of Debian's packages that nginx's own image lacks. */
const DEBIANS_WAYS = [
  'etc/nginx/sites-available',
  'etc/nginx/sites-enabled',
  'etc/systemd',
  'usr/lib/systemd',
  'etc/init.d',
  'etc/logrotate.d',
  'etc/ufw',
  'etc/default',
  'usr/share/vim',
  'usr/lib/python3',
]

const NGINX: StandIn = {
  name: 'laststage-lab/nginx:alpine-slim',
  from: [ALPINE],
  tree: [
    { kind: 'packages', suite: 'trixie', names: ['nginx', 'nginx-common', ...LIBRARIES] },
    { kind: 'remove', paths: DEBIANS_WAYS },
    { kind: 'file', path: 'etc/nginx/nginx.conf', text: NGINX_CONF },
    { kind: 'file', path: 'etc/nginx/conf.d/default.conf', text: DEFAULT_SERVER },
    { kind: 'file', path: 'usr/share/nginx/html/index.html', text: '<h1>Welcome to nginx!</h1>\n' },
    { kind: 'file', path: 'usr/share/nginx/html/50x.html', text: '<h1>An error occurred.</h1>\n' },
    { kind: 'file', path: 'docker-entrypoint.sh', text: ENTRYPOINT, mode: 0o755 },
    { kind: 'folder', path: 'docker-entrypoint.d' },
    { kind: 'folder', path: 'var/cache/nginx' },
    { kind: 'folder', path: 'var/lib/nginx' },
    { kind: 'link', path: 'var/log/nginx/access.log', to: '/dev/stdout' },
    { kind: 'link', path: 'var/log/nginx/error.log', to: '/dev/stderr' },
  ],
  dockerfile: `FROM ${ALPINE.name}
ENV NGINX_VERSION=${VERSION}
ENV PKG_RELEASE=1
ENV DYNPKG_RELEASE=1
ADD rootfs.tar /
RUN addgroup -g 101 -S nginx && adduser -S -D -H -u 101 -h /var/cache/nginx -s /sbin/nologin -G nginx -g nginx nginx
ENTRYPOINT ["/docker-entrypoint.sh"]
EXPOSE 80
STOPSIGNAL SIGQUIT
CMD ["nginx", "-g", "daemon off;"]`,
}

/** In: `nginx` and any tag of it: one image stands in for all, Debian's nginx on a small tree. */
export function nginxFor(repository: string, tag: string): StandIn | undefined {
  if (repository !== 'nginx') return undefined
  const known =
    /^(?:latest|stable|mainline|1(?:\.\d+){0,2})?-?(?:alpine[\d.]*(?:-slim)?|bookworm|trixie)?$/.test(tag)
  return known ? NGINX : undefined
}
