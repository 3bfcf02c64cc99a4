import { childText, type Pom, type PomElement } from '../../app/pom.ts'
import type { Evidence } from '../../model/change.ts'

/** The plugin of a pom.xml by its artifact id; those of profiles are not looked at, since which is active is not known. */
export function pluginOf(pom: Pom, artifactId: string): PomElement | undefined {
  return pom.all('build/plugins/plugin').find(plugin => childText(plugin, 'artifactId')?.value === artifactId)
}

/** The first value of a name anywhere in a plugin's configuration. */
export function settingOf(plugin: PomElement | undefined, name: string): string | undefined {
  if (!plugin) return undefined
  for (const child of plugin.children) {
    if (child.name === name && child.children.length === 0) return child.text.value
    const inner = settingOf(child, name)
    if (inner !== undefined) return inner
  }
  return undefined
}

/** The name of the jar that a pom.xml builds and that can be started, with the place that says so. */
export function jarName(pom: Pom): { readonly name: string; readonly evidence: Evidence } | undefined {
  const final = pom.get('build/finalName')
  const artifact = pom.get('artifactId')
  const version = pom.get('version') ?? pom.get('parent/version')
  const base = final?.value ?? (artifact && version ? `${artifact.value}-${version.value}` : undefined)
  const place = final ?? artifact
  if (base === undefined || place === undefined || base.includes('${')) return undefined
  const classifier = settingOf(pluginOf(pom, 'spring-boot-maven-plugin'), 'classifier')
  const name = `${base}${classifier === undefined ? '' : `-${classifier}`}.jar`
  return { name, evidence: { file: pom.path, range: place.range, fact: `builds ${name}` } }
}

/** Names of the jars that the build writes beside its own: an assembly with all libraries, a shaded one. */
export function otherJars(pom: Pom): readonly string[] {
  const own = jarName(pom)?.name.replace(/\.jar$/, '')
  if (own === undefined) return []
  const assembly = pluginOf(pom, 'maven-assembly-plugin')
  const final = settingOf(assembly, 'finalName')
  const base = final === undefined || final.includes('${') ? own : final
  const alone = settingOf(assembly, 'appendAssemblyId') === 'false'
  const descriptor = settingOf(assembly, 'descriptorRef')
  const shade = pluginOf(pom, 'maven-shade-plugin')
  const shaded =
    settingOf(shade, 'shadedArtifactAttached') === 'true'
      ? [`${own}-${settingOf(shade, 'shadedClassifierName') ?? 'shaded'}.jar`]
      : []
  const assembled = assembly && descriptor ? [`${base}${alone ? '' : `-${descriptor}`}.jar`] : []
  return [...assembled, ...shaded]
}

/** Dependencies that are there while the program runs. */
export function runtimeDependencies(pom: Pom): readonly PomElement[] {
  return pom.all('dependencies/dependency').filter(dependency => {
    const scope = childText(dependency, 'scope')?.value ?? 'compile'
    return scope === 'compile' || scope === 'runtime'
  })
}

/** The folder beside the jar that its manifest's Class-Path names; undefined where the jar stands alone. */
export function classPathFolder(pom: Pom): string | undefined {
  const plugin = pluginOf(pom, 'maven-jar-plugin')
  if (settingOf(plugin, 'addClasspath') !== 'true') return undefined
  return settingOf(plugin, 'classpathPrefix') ?? ''
}
