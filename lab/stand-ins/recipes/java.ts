import { debianSlim, INSTALL_MOUNTED } from './debian-slim.ts'
import type { StandIn } from '../stand-in.ts'

const DEBIAN_HOME = '/usr/lib/jvm/java-21-openjdk-@DEBARCH@'

/** In Temurin's place, so that JAVA_HOME is where its images have it. */
const AT_TEMURINS_PLACE = `RUN <<'EOF'
set -e
mkdir -p /opt/java
ln -s ${DEBIAN_HOME} /opt/java/openjdk
printf '#!/bin/sh\\nexec "$@"\\n' >/__cacert_entrypoint.sh
chmod 755 /__cacert_entrypoint.sh
EOF`

const ENVIRONMENT = [
  'ENV JAVA_HOME=/opt/java/openjdk',
  'ENV PATH=/opt/java/openjdk/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  "ENV LANG='C.UTF-8' LANGUAGE='en_US:en' LC_ALL='C.UTF-8'",
  'ENV JAVA_VERSION=jdk-21',
].join('\n')

const ENTRYPOINT = 'ENTRYPOINT ["/__cacert_entrypoint.sh"]'

export const JDK: StandIn = {
  name: 'laststage-lab/eclipse-temurin:21-jdk',
  from: [debianSlim('trixie')],
  packages: { suite: 'trixie', names: ['openjdk-21-jdk-headless', 'ca-certificates', 'binutils'] },
  dockerfile: [
    `FROM ${debianSlim('trixie').name}`,
    INSTALL_MOUNTED,
    AT_TEMURINS_PLACE,
    ENVIRONMENT,
    ENTRYPOINT,
    'CMD ["jshell"]',
  ].join('\n'),
}

const JRE: StandIn = {
  name: 'laststage-lab/eclipse-temurin:21-jre',
  from: [debianSlim('trixie')],
  packages: { suite: 'trixie', names: ['openjdk-21-jre-headless', 'ca-certificates'] },
  dockerfile: [
    `FROM ${debianSlim('trixie').name}`,
    INSTALL_MOUNTED,
    AT_TEMURINS_PLACE,
    ENVIRONMENT,
    ENTRYPOINT,
  ].join('\n'),
}

/**
 * Debian's repository has no metadata, which Maven asks for a plugin's prefix (`mvn dependency:go-offline`) and for
 * the newest version of a plugin that is not in the default lifecycle.
 */
const PLUGIN_METADATA = `RUN <<'EOF'
set -e
cd /usr/share/maven-repo/org/apache/maven/plugins
# The version that Maven's super POM asks for, led to Debian's as Debian leads old ones.
mkdir maven-dependency-plugin/3.7.0
sed 's/<version>2.8</<version>3.7.0</' maven-dependency-plugin/2.8/*.pom >maven-dependency-plugin/3.7.0/maven-dependency-plugin-3.7.0.pom
echo '<metadata><plugins>' >maven-metadata.xml
for plugin in maven-*-plugin; do
  prefix=\${plugin#maven-}
  prefix=\${prefix%-plugin}
  version=$(ls $plugin | sort -V | tail -n 1)
  echo "<plugin><name>$prefix</name><prefix>$prefix</prefix><artifactId>$plugin</artifactId></plugin>" >>maven-metadata.xml
  echo "<metadata><groupId>org.apache.maven.plugins</groupId><artifactId>$plugin</artifactId><versioning><latest>$version</latest><release>$version</release><versions><version>$version</version></versions></versioning></metadata>" >$plugin/maven-metadata.xml
done
echo '</plugins></metadata>' >>maven-metadata.xml
EOF`

/** Maven with the plugins and libraries of Debian's own repository of them, so that a plain build needs no network. */
const MAVEN: StandIn = {
  name: 'laststage-lab/maven:3.9-eclipse-temurin-21',
  from: [JDK],
  settings: 'maven',
  packages: {
    suite: 'trixie',
    names: [
      'openjdk-21-jdk-headless',
      'ca-certificates',
      'maven',
      'git',
      'libmaven-clean-plugin-java',
      'libmaven-compiler-plugin-java',
      'libmaven-dependency-plugin-java',
      'libmaven-deploy-plugin-java',
      'libmaven-install-plugin-java',
      'libmaven-jar-plugin-java',
      'libmaven-resources-plugin-java',
      'libmaven-shade-plugin-java',
      'libsurefire-java',
      'junit4',
    ],
  },
  dockerfile: [
    `FROM ${JDK.name}`,
    INSTALL_MOUNTED,
    'RUN printf \'#!/bin/sh\\nexec "$@"\\n\' >/usr/local/bin/mvn-entrypoint.sh && chmod 755 /usr/local/bin/mvn-entrypoint.sh',
    PLUGIN_METADATA,
    'COPY settings/ /',
    'ENV MAVEN_HOME=/usr/share/maven',
    'ENV MAVEN_CONFIG=/root/.m2',
    'ENTRYPOINT ["/usr/local/bin/mvn-entrypoint.sh"]',
    'CMD ["mvn"]',
  ].join('\n'),
}

const VARIANT = '(?:-(?:alpine(?:-[\\d.]+)?|noble|jammy|focal))?'

/** In: `eclipse-temurin:21-jre-alpine`, `eclipse-temurin:21.0.5_11-jdk`, `maven:3.9.9-eclipse-temurin-21-alpine`. */
export function javaFor(repository: string, tag: string): StandIn | undefined {
  if (repository === 'maven') {
    return new RegExp(`^3(?:\\.9(?:\\.\\d+)?)?-eclipse-temurin-21${VARIANT}$`).test(tag) ? MAVEN : undefined
  }
  if (repository !== 'eclipse-temurin') return undefined
  const kind = new RegExp(`^21(?:\\.[\\d._]+)?(?:-(jdk|jre))?${VARIANT}$`).exec(tag)
  if (kind === null) return undefined
  return kind[1] === 'jre' ? JRE : JDK
}
