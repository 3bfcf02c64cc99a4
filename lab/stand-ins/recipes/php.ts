import { debianSlim, INSTALL_MOUNTED } from './debian-slim.ts'
import type { StandIn, TreePart } from '../stand-in.ts'

const LINE = '8.4'
/** What the genuine image keeps for compiling extensions. Source: PHPIZE_DEPS, hub.docker.com/_/php. */
const PHPIZE_DEPS = ['autoconf', 'dpkg-dev', 'file', 'g++', 'gcc', 'libc-dev', 'make', 'pkg-config', 're2c']
/** Extensions of the genuine image that Debian has packages of. */
const PRESENT = ['curl', 'mbstring', 'readline', 'sqlite3', 'xml']
/** Those that `docker-php-ext-install` brings here: Debian's binaries, without the libraries that they are linked with. */
const INSTALLABLE = ['bcmath', 'gd', 'gmp', 'intl', 'mysql', 'pgsql', 'soap', 'zip']

const EXT_INSTALL = `#!/bin/sh
# Stands in for the genuine script, which compiles: puts Debian's binaries where that puts its own.
set -e
for name in "$@"; do
  case $name in -*) continue ;; esac
  mod="$(php -r 'echo ini_get("extension_dir");')/$name.so"
  [ -e "$mod" ] || cp "/usr/src/php/ext/$name.so" "$mod" || { echo "error: $name does not exist" >&2; exit 1; }
  docker-php-ext-enable "$name"
done
`
const EXT_ENABLE = `#!/bin/sh
set -e
for name in "$@"; do
  case $name in opcache | xdebug) kind=zend_extension ;; *) kind=extension ;; esac
  echo "$kind=$name" >"$PHP_INI_DIR/conf.d/docker-php-ext-$name.ini"
done
`
const entrypoint = (first: string): string => `#!/bin/sh
set -e
if [ "\${1#-}" != "$1" ]; then
  set -- ${first} "$@"
fi
exec "$@"
`
const APACHE = `#!/bin/sh
set -e
. "$APACHE_ENVVARS"
mkdir -p "$APACHE_RUN_DIR" "$APACHE_LOCK_DIR"
rm -f "$APACHE_PID_FILE"
exec apache2 -DFOREGROUND "$@"
`
const APACHE_CONF = `<FilesMatch \\.php$>
	SetHandler application/x-httpd-php
</FilesMatch>
DirectoryIndex disabled
DirectoryIndex index.php index.html
<Directory /var/www/>
	Options -Indexes
	AllowOverride All
</Directory>
`

/** Debian's folders lead to where the genuine image has them. */
const AT_PHPS_PLACE = `RUN <<'EOF'
set -e
extensions=/usr/local/lib/php/extensions/no-debug-non-zts-20240924
mkdir -p /usr/local/lib/php/extensions /usr/local/etc/php /var/www/html
mv /usr/lib/php/20240924 $extensions
ln -s $extensions /usr/lib/php/20240924
cp -rL /etc/php/${LINE}/cli/conf.d /usr/local/etc/php/
rm -f /usr/local/etc/php/conf.d/*-opcache.ini
cp /usr/lib/php/${LINE}/php.ini-development /usr/lib/php/${LINE}/php.ini-production /usr/local/etc/php/
for kind in cli apache2; do
  rm -rf /etc/php/${LINE}/$kind
  ln -s /usr/local/etc/php /etc/php/${LINE}/$kind
done
ln -s /usr/bin/php${LINE} /usr/local/bin/php
EOF`

const APACHES_PLACE = `RUN <<'EOF'
set -e
mkdir -p /var/log/apache2
for log in access error other_vhosts_access; do ln -sf /dev/stdout /var/log/apache2/$log.log; done
ln -sf /dev/stderr /var/log/apache2/error.log
rm -rf /var/www/html/*
chown www-data:www-data /var/www/html
chmod 1777 /var/www/html
a2enconf docker-php >/dev/null
EOF`

const ENVIRONMENT = [
  `ENV PHPIZE_DEPS="${PHPIZE_DEPS.join(' ')}"`,
  'ENV PHP_INI_DIR=/usr/local/etc/php',
  `ENV PHP_VERSION=${LINE}`,
].join('\n')

/** In: `php` and a tag of Debian's one line: `8.4-apache`, `8-fpm-trixie`. */
export function phpFor(repository: string, tag: string): StandIn | undefined {
  if (repository !== 'php') return undefined
  const match = /^8(?:\.4(?:\.\d+)?)?(?:-(apache|cli|fpm))?(?:-trixie)?$/.exec(tag)
  if (match === null) return undefined
  return match[1] === 'fpm' ? fpm() : php(match[1] === 'apache')
}

function php(apache: boolean): StandIn {
  const base = debianSlim('trixie')
  const more = apache ? ['apache2', `libapache2-mod-php${LINE}`] : []
  return {
    name: `laststage-lab/php:${LINE}-${apache ? 'apache' : 'cli'}`,
    from: [base],
    packages: {
      suite: 'trixie',
      names: [
        ...PHPIZE_DEPS,
        'ca-certificates',
        'curl',
        'xz-utils',
        ...debians(['cli', ...PRESENT]),
        ...more,
      ],
    },
    tree: [
      { kind: 'packages', suite: 'trixie', names: debians(INSTALLABLE), record: false },
      { kind: 'folder', path: 'usr/src/php' },
      { kind: 'move', path: 'usr/lib/php/20240924', to: 'usr/src/php/ext' },
      { kind: 'remove', paths: ['etc', 'usr/lib', 'usr/share', 'var'] },
      ...scripts(apache),
    ],
    dockerfile: [
      `FROM ${base.name}`,
      INSTALL_MOUNTED,
      ENVIRONMENT,
      AT_PHPS_PLACE,
      'ADD rootfs.tar /',
      ...(apache
        ? ['ENV APACHE_CONFDIR=/etc/apache2', 'ENV APACHE_ENVVARS=/etc/apache2/envvars', APACHES_PLACE]
        : []),
      'ENTRYPOINT ["docker-php-entrypoint"]',
      ...(apache
        ? ['STOPSIGNAL SIGWINCH', 'WORKDIR /var/www/html', 'EXPOSE 80', 'CMD ["apache2-foreground"]']
        : ['CMD ["php", "-a"]']),
    ].join('\n'),
  }
}

const POOL = `[global]
error_log = /proc/self/fd/2
daemonize = no

[www]
user = www-data
group = www-data
listen = 9000
pm = dynamic
pm.max_children = 5
pm.start_servers = 2
pm.min_spare_servers = 1
pm.max_spare_servers = 3
access.log = /proc/self/fd/2
clear_env = no
catch_workers_output = yes
decorate_workers_output = no
`

/** The command line's image, and FPM where the genuine one has it; all its settings are in one file. */
function fpm(): StandIn {
  const cli = php(false)
  return {
    name: `laststage-lab/php:${LINE}-fpm`,
    from: [cli],
    packages: { suite: 'trixie', names: debians(['fpm']) },
    tree: [
      { kind: 'file', path: 'usr/local/etc/php-fpm.conf', text: POOL },
      script('docker-php-entrypoint', entrypoint('php-fpm')),
    ],
    dockerfile: `FROM ${cli.name}
${INSTALL_MOUNTED}
RUN <<'EOF'
set -e
rm -rf /etc/php/${LINE}/fpm
ln -s /usr/local/etc/php /etc/php/${LINE}/fpm
ln -s ../php-fpm.conf /usr/local/etc/php/php-fpm.conf
ln -s /usr/sbin/php-fpm${LINE} /usr/local/sbin/php-fpm
EOF
ADD rootfs.tar /
STOPSIGNAL SIGQUIT
WORKDIR /var/www/html
EXPOSE 9000
CMD ["php-fpm"]`,
  }
}

const debians = (names: readonly string[]): readonly string[] => names.map(name => `php${LINE}-${name}`)

const script = (name: string, text: string): TreePart => ({
  kind: 'file',
  path: `usr/local/bin/${name}`,
  text,
  mode: 0o755,
})

function scripts(apache: boolean): readonly TreePart[] {
  return [
    script('docker-php-ext-install', EXT_INSTALL),
    script('docker-php-ext-enable', EXT_ENABLE),
    script('docker-php-ext-configure', '#!/bin/sh\n'),
    script('docker-php-entrypoint', entrypoint(apache ? 'apache2-foreground' : 'php')),
    ...(apache
      ? [
          script('apache2-foreground', APACHE),
          { kind: 'file', path: 'etc/apache2/conf-available/docker-php.conf', text: APACHE_CONF } as const,
        ]
      : []),
  ]
}
