import { javaTrustStore } from './java-trust-store.ts'
import type { MachineSettings } from './machine-settings.ts'
import type { ClientSettings } from '../stand-ins/stand-in.ts'

const BUNDLE = 'etc/ssl/certs/ca-certificates.crt'

/**
 * Files that let one kind of client reach its registry from inside a build, by path. They go into stand-ins of
 * builder images alone, in files that each client reads by itself, so the image's environment stays the genuine one's.
 */
export function clientSettings(
  client: ClientSettings,
  machine: MachineSettings,
): Map<string, string | Buffer> {
  const files = new Map<string, string | Buffer>([[BUNDLE, machine.certificates]])
  switch (client) {
    case 'npm':
      // npm's global settings, of the prefix that Node's images have.
      return files.set('usr/local/etc/npmrc', lines([`cafile=/${BUNDLE}`, ...machine.npm]))
    case 'go':
      // The toolchain's defaults.
      return files.set('usr/local/go/go.env', lines(['GOTOOLCHAIN=local', ...goDefaults(machine.go)]))
    case 'pip':
      return files.set('etc/pip.conf', lines(['[global]', `cert = /${BUNDLE}`, ...machine.pip]))
    case 'maven':
      return files
        .set('etc/ssl/certs/java/cacerts', javaTrustStore(machine.certificates))
        .set('etc/maven/settings.xml', mavenSettings(machine.maven))
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
  return `<${element}><id>debian</id><url>file:///usr/share/maven-repo</url></${element}>`
}

function lines(parts: readonly string[]): string {
  return `${parts.join('\n')}\n`
}
