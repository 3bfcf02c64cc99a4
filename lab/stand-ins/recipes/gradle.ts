import { INSTALL_MOUNTED } from './debian-slim.ts'
import { JDK } from './java.ts'
import type { StandIn } from '../stand-in.ts'

/** Debian's Gradle, which is much older than those that the tags name, in the place of Gradle's images. */
const GRADLE: StandIn = {
  name: 'laststage-lab/gradle:4.4-jdk21',
  from: [JDK],
  settings: 'gradle',
  packages: { suite: 'trixie', names: ['openjdk-21-jdk-headless', 'gradle', 'git', 'ca-certificates'] },
  dockerfile: `FROM ${JDK.name}
CMD ["gradle"]
ENV GRADLE_HOME=/opt/gradle
${INSTALL_MOUNTED}
RUN <<'EOF'
set -e
ln -s /usr/share/gradle /opt/gradle
useradd --uid 1000 --user-group --create-home --shell /bin/bash gradle
mkdir /home/gradle/.gradle
chown gradle:gradle /home/gradle/.gradle
ln -s /home/gradle/.gradle /root/.gradle
EOF
COPY settings/ /
VOLUME /home/gradle/.gradle
WORKDIR /home/gradle
ENV GRADLE_VERSION=4.4.1`,
}

/** In: `gradle` and a tag of its 7th to 9th line on Java 21: `8-jdk21`, `8.14.3-jdk21-noble`. The Alpine tags have none. */
export function gradleFor(repository: string, tag: string): StandIn | undefined {
  if (repository !== 'gradle') return undefined
  return /^(?:[789](?:\.\d+){0,2}-)?jdk-?21(?:-(?:jammy|noble))?$/.test(tag) ? GRADLE : undefined
}
