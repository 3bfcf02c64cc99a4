import { javaTrustStore } from './java-trust-store.ts'
import type { MachineSettings } from './machine-settings.ts'
import type { ClientSettings } from '../stand-ins/stand-in.ts'

/**
 * Where Go looks besides the system's own bundle. Not that one itself: Dockerfiles copy it into images that ship,
 * and a machine's own certificates must not get there.
 */
const BUNDLE = 'etc/pki/tls/certs/machine.pem'
const TRUST_STORE = 'etc/pki/java/machine.jks'

/**
 * Files that let one kind of client reach its registry from inside a build, by path. They go into stand-ins of
 * builder images alone, in files that each client reads by itself, so the image's environment stays the genuine one's.
 */
export function clientSettings(
  client: ClientSettings,
  machine: MachineSettings,
): Map<string, string | Buffer> {
  const files = new Map<string, string | Buffer>()
  if (client === 'maven') {
    return files
      .set(TRUST_STORE, javaTrustStore(machine.certificates))
      .set('etc/mavenrc', `MAVEN_OPTS="-Djavax.net.ssl.trustStore=/${TRUST_STORE} $MAVEN_OPTS"\n`)
      .set('etc/maven/settings.xml', mavenSettings(machine.maven))
  }
  if (client === 'gradle') {
    return files
      .set(TRUST_STORE, javaTrustStore(machine.certificates))
      .set(
        'usr/share/gradle/init.d/machine.gradle',
        `System.setProperty('javax.net.ssl.trustStore', '/${TRUST_STORE}')\n`,
      )
  }
  files.set(BUNDLE, machine.certificates).set('etc/gitconfig', `[http]\n\tsslCAInfo = /${BUNDLE}\n`)
  switch (client) {
    case 'npm':
      // npm's global settings, of the prefix that Node's images have.
      return files.set('usr/local/etc/npmrc', lines([`cafile=/${BUNDLE}`, ...machine.npm]))
    case 'go':
      // The toolchain's defaults.
      return files.set('usr/local/go/go.env', lines(['GOTOOLCHAIN=local', ...goDefaults(machine.go)]))
    case 'bun':
      return files.set('root/.bunfig.toml', lines(['[install]', `cafile = "/${BUNDLE}"`]))
    case 'cargo':
      // Of the home that Rust's images set.
      return files.set('usr/local/cargo/config.toml', lines(['[http]', `cainfo = "/${BUNDLE}"`]))
    case 'gem':
      return files
        .set('etc/gemrc', lines([`:ssl_ca_cert: /${BUNDLE}`]))
        .set('root/.bundle/config', lines(['---', `BUNDLE_SSL_CA_CERT: "/${BUNDLE}"`]))
    case 'pip':
      // uv takes no bundle by name here: it looks for the system's where Go does.
      return files
        .set('etc/pip.conf', lines(['[global]', `cert = /${BUNDLE}`, ...machine.pip]))
        .set('etc/uv/uv.toml', lines(['native-tls = true']))
  }
}

function goDefaults(given: readonly string[]): string[] {
  const fallback = ['GOPROXY=https://proxy.golang.org,direct', 'GOSUMDB=sum.golang.org']
  const unnamed = fallback.filter(line => !given.some(other => other.split('=')[0] === line.split('=')[0]))
  return [...given, ...unnamed]
}

/** Debian's repository of Maven artifacts comes first, and Maven Central, or its mirror, for what it lacks. */
function mavenSettings(mirrors: readonly string[]): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<settings>
  <mirrors>${mirrors.map(mirror => mirror.replace('<mirrorOf>*</mirrorOf>', '<mirrorOf>*,!debian</mirrorOf>')).join('\n')}</mirrors>
  <profiles>
    <profile>
      <id>debian</id>
      <repositories>${debianRepository('repository')}</repositories>
      <pluginRepositories>${debianRepository('pluginRepository')}</pluginRepositories>
    </profile>
  </profiles>
  <activeProfiles><activeProfile>debian</activeProfile></activeProfiles>
</settings>
`
}

function debianRepository(element: string): string {
  // Debian's packages were verified by apt; the files have no checksums beside them.
  const policy = '<releases><checksumPolicy>ignore</checksumPolicy></releases>'
  return `<${element}><id>debian</id><url>file:///usr/share/maven-repo</url>${policy}</${element}>`
}

function lines(parts: readonly string[]): string {
  return `${parts.join('\n')}\n`
}
