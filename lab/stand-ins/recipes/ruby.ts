import { debianSlim, INSTALL_MOUNTED } from './debian-slim.ts'
import type { StandIn } from '../stand-in.ts'

const PATH = '/usr/local/bundle/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

/** In: `ruby` and a tag of Debian's one line: `3.3`, `3.3.8-slim-bookworm`. */
export function rubyFor(repository: string, tag: string): StandIn | undefined {
  if (repository !== 'ruby') return undefined
  const match = /^(?:3|3\.3)(?:\.\d+)?(-slim)?(?:-(?:trixie|bookworm))?$/.exec(tag)
  return match === null ? undefined : ruby(match[1] !== undefined)
}

/** Debian's Ruby under the names, and with the folder of gems, that Ruby's images give it. */
function ruby(slim: boolean): StandIn {
  const base = debianSlim('trixie')
  const more = 'g++ gcc git make curl ruby-dev libffi-dev libpq-dev libyaml-dev zlib1g-dev'.split(' ')
  return {
    name: `laststage-lab/ruby:3.3${slim ? '-slim' : ''}`,
    from: [base],
    settings: 'gem',
    packages: {
      suite: 'trixie',
      names: ['ruby', 'ruby-bundler', 'ca-certificates', 'tzdata', ...(slim ? [] : more)],
    },
    dockerfile: `FROM ${base.name}
ENV PATH=${PATH}
${INSTALL_MOUNTED}
RUN <<'EOF'
set -e
for name in ruby gem bundle bundler irb erb rake; do ln -s /usr/bin/$name /usr/local/bin/$name; done
mkdir -p /usr/local/bundle
chmod 1777 /usr/local/bundle
EOF
COPY settings/ /
ENV LANG=C.UTF-8
ENV RUBY_VERSION=3.3.8
ENV GEM_HOME=/usr/local/bundle
ENV BUNDLE_SILENCE_ROOT_WARNING=1 BUNDLE_APP_CONFIG=/usr/local/bundle
CMD ["irb"]`,
  }
}
