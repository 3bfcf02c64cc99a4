import type { Suite } from '../../debian/apt-config.ts'
import { type StandIn, SYSTEM_PATH } from '../stand-in.ts'

/** As in the genuine slim images: documentation is left out of whatever is installed, copyright files stay. */
const DPKG_EXCLUDES = [
  ...['doc', 'groff', 'info', 'linda', 'lintian', 'locale', 'man'].map(
    name => `path-exclude /usr/share/${name}/*`,
  ),
  'path-include /usr/share/doc/*/copyright',
  '',
].join('\n')

/** What Debian calls required, and apt. */
const PACKAGES = [
  '?essential',
  'apt',
  'debian-archive-keyring',
  'debconf',
  'mawk',
  'mount',
  'passwd',
  'tzdata',
]

/** Debian's own bootstrap in short: files first, then dpkg inside the tree installs the same packages properly. */
const CONFIGURE = `set -e
export DEBIAN_FRONTEND=noninteractive DEBCONF_NONINTERACTIVE_SEEN=true PATH=${SYSTEM_PATH}
ln -sf mawk /usr/bin/awk
touch /var/lib/dpkg/status
dpkg --force-unsafe-io --force-depends --install /mnt/base-passwd_*.deb /mnt/base-files_*.deb >/tmp/log 2>&1 || { cat /tmp/log; exit 1; }
dpkg --force-unsafe-io --force-depends --install /mnt/*.deb >/tmp/log 2>&1 || { cat /tmp/log; exit 1; }
rm -rf /var/lib/dpkg/*-old /var/cache/debconf/*-old /var/log/* /tmp/*`

/** Installs what is mounted, on top of a slim image, by apt for the right order; for a Dockerfile. Needs no network. */
export const INSTALL_MOUNTED = `RUN --mount=type=bind,source=debs,target=/mnt <<'EOF'
set -e
export DEBIAN_FRONTEND=noninteractive
mkdir -p /usr/share/man/man1
apt-get -qq --yes --no-install-recommends -o Dpkg::Options::=--force-unsafe-io install /mnt/*.deb
rm -rf /var/lib/dpkg/*-old /var/cache/debconf/*-old /var/cache/apt/*.bin /var/log/* /tmp/* /usr/share/man
EOF`

/** `debian:<suite>-slim`. */
export function debianSlim(suite: Suite & ('trixie' | 'bookworm')): StandIn {
  return {
    name: `laststage-lab/debian:${suite}-slim`,
    packages: { suite, names: PACKAGES },
    tree: [
      ...['bin', 'sbin', 'lib', 'lib64'].flatMap(
        name =>
          [
            { kind: 'folder', path: `usr/${name}` },
            { kind: 'link', path: name, to: `usr/${name}` },
          ] as const,
      ),
      { kind: 'packages', suite, names: PACKAGES, closure: true, record: false },
      { kind: 'file', path: 'etc/dpkg/dpkg.cfg.d/docker', text: DPKG_EXCLUDES },
      { kind: 'file', path: 'etc/apt/sources.list.d/debian.sources', text: sources(suite) },
    ],
    dockerfile: `FROM scratch AS unpacked
ADD rootfs.tar /
RUN --mount=type=bind,source=debs,target=/mnt <<'EOF'
${CONFIGURE}
EOF
FROM scratch
COPY --from=unpacked / /
ENV PATH=${SYSTEM_PATH}
CMD ["bash"]`,
  }
}

/** In: `debian` and a tag of a slim image; the full image is given its slim one, which has all but documentation. */
export function debianFor(repository: string, tag: string): StandIn | undefined {
  if (repository !== 'debian') return undefined
  if (/^(?:trixie|stable|13(?:\.\d+)?|latest)(?:-\d{8})?(?:-slim)?$/.test(tag)) return debianSlim('trixie')
  if (/^(?:bookworm|oldstable|12(?:\.\d+)?)(?:-\d{8})?(?:-slim)?$/.test(tag)) return debianSlim('bookworm')
  return undefined
}

function sources(suite: string): string {
  return [
    'Types: deb',
    'URIs: @DEBIAN_MIRROR@',
    `Suites: ${suite}`,
    'Components: main',
    'Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg',
    '',
  ].join('\n')
}
