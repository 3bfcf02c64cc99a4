import { nginxRoot } from '../node-static/nginx-conf.ts'
import { swsRoot } from '../node-static/sws-config.ts'

/** nginx as a plain server of files: no header and no compression that the server before did not have. */
export function plainNginxConf(port: string): string {
  return `${[
    'server {',
    `    listen ${port};`,
    `    root ${nginxRoot};`,
    '    index index.html;',
    '    server_tokens off;',
    '    # Redirects keep the host and port that the client used.',
    '    absolute_redirect off;',
    '',
    '    location / {',
    '        try_files $uri $uri/ =404;',
    '    }',
    '}',
  ].join('\n')}\n`
}

/** static-web-server as a plain server of files. */
export function plainSwsConfig(port: string): string {
  return `${[
    '[general]',
    'host = "0.0.0.0"',
    `port = ${port}`,
    `root = "${swsRoot}"`,
    'log-level = "warn"',
    'compression = false',
    'cache-control-headers = false',
  ].join('\n')}\n`
}
