import { isWithin } from '../image/root/image-tree.ts'

/** What the engine puts into a container, and what is never shipped: not part of any closure. */
const runtimePlaces = ['/proc', '/sys', '/dev', '/.trace']
const runtimeFiles = new Set(['/.dockerenv', '/etc/hosts', '/etc/hostname', '/etc/resolv.conf'])

export const isRuntimePlace = (path: string): boolean =>
  runtimeFiles.has(path) || runtimePlaces.some(place => isWithin(path, place))

/**
 * Directories of the Filesystem Hierarchy Standard that many programs share: never one app's own, whoever owns them.
 * What an app owns is the topmost directory below them.
 */
const shared = new Set(
  [
    '/ /boot /etc /home /media /mnt /opt /root /run /srv /tmp /usr /var',
    '/bin /sbin /lib /lib32 /lib64 /libx32 /usr/lib/locale /etc/ssl /etc/alternatives',
    '/usr/bin /usr/games /usr/include /usr/lib /usr/lib32 /usr/lib64 /usr/libexec /usr/local /usr/sbin /usr/share /usr/src',
    '/usr/local/bin /usr/local/etc /usr/local/games /usr/local/include /usr/local/lib /usr/local/lib64',
    '/usr/local/libexec /usr/local/man /usr/local/sbin /usr/local/share /usr/local/src /usr/local/lib/node_modules',
    '/usr/share/doc /usr/share/info /usr/share/locale /usr/share/man /usr/local/share/man',
    '/var/cache /var/lib /var/local /var/lock /var/log /var/mail /var/opt /var/run /var/spool /var/tmp /var/www',
  ].flatMap(line => line.split(' ')),
)

export const isSharedPlace = (path: string): boolean =>
  shared.has(path) || /^(\/usr(\/local)?)?\/lib\/[a-z0-9_]+-linux-[a-z0-9]+$/.test(path)

/** Shared by name only: no OS package puts files there, so that what a Dockerfile copies there is the app's. */
export const isUsersPlace = (path: string): boolean =>
  ['/root', '/srv', '/opt', '/home', '/usr/src', '/var/www', '/mnt', '/media', '/var/opt'].includes(path)

/**
 * Documentation of OS packages. Licences stay: whoever ships a package ships its terms. The rootfs stage uses the same
 * patterns in awk, so they are written in what both understand, slashes escaped.
 */
export const documentation = /^\/usr\/share\/(doc|man|info|locale|lintian|bug|doc-base|help|gtk-doc)\//
export const licence = /^\/usr\/share\/doc\/[a-z0-9.+-]+\/copyright$/

export const isDocumentation = (path: string): boolean => documentation.test(path) && !licence.test(path)

/** What a person or a program starts by its name. The rootfs stage says the same in awk. */
export const commands = /^\/(usr\/)?s?bin\//
export const isCommand = (path: string): boolean => commands.test(path)

/** glibc's conversions between character sets, which iconv loads by name. */
export const isCharsetModule = (path: string): boolean => /\/gconv(\/|$)/.test(path)

/** Where the packages of a language lie: they change more seldom than the app and more often than the system. */
export const languagePackages =
  /\/(node_modules|site-packages|dist-packages|bower_components|vendor\/bundle)(\/|$)|^\/usr\/local\/bundle(\/|$)|\/(\.venv|venv)\/|^\/opt\/venv(\/|$)/

export const isLanguagePackage = (path: string): boolean => languagePackages.test(path)
