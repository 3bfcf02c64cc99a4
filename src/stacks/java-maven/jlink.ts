import type { Change, Evidence } from '../../model/change.ts'
import { freeStageName } from '../../model/stage-lines.ts'
import { shippedStages } from '../../model/launch.ts'
import type { BuildStage, NeededFile } from '../../model/stack-facts.ts'
import { fromWorkdir } from '../../model/data-files.ts'
import type { JavaApp } from './java-app.ts'

/** Why a runtime made of the modules that jdeps finds would not be sound; undefined where it is. */
export function whyNoJlink(java: JavaApp): Evidence | undefined {
  const { needs, dependency, version } = java
  if (version.value < 17)
    return { ...version.evidence, fact: `asks for Java ${version.value}, whose jlink is too old` }
  const { boot, jar } = java.project
  if (java.mainClass !== undefined)
    return { file: java.project.path, fact: `starts ${java.mainClass} from several jars` }
  if (boot) return { ...boot.evidence, fact: `${boot.evidence.fact} finds classes by name` }
  if ((java.war || java.quarkus !== undefined) && jar)
    return { ...jar.evidence, fact: 'finds classes by name' }
  const found = dependency && { ...dependency, fact: `${dependency.fact}, which may find classes by name` }
  return found ?? needs.reflection ?? needs.windows
}

/** The stage that makes the runtime, what the build stage has to add for it, and what the last stage takes. */
export interface JlinkParts {
  readonly modulesRun: string
  readonly stage: BuildStage
  readonly files: NeededFile
  readonly change: Change
}

/**
 * jdeps lists the modules in the build stage; a stage of its own links them, so that it runs again only where the list
 * changes. The libraries that the runtime loads come from the same image, found with ldd; a missing one fails the build.
 */
export function jlinkStage(java: JavaApp, build: string): JlinkParts {
  const { version } = java
  const name = freeStageName(java.build, 'runtime')
  const extra = java.needs.modules.filter(
    ({ name: module }) => module !== 'jdk.crypto.ec' || version.value < 22,
  )
  const modules = ['$(cat /tmp/java-modules)', ...extra.map(each => each.name)].join(',')
  const compress = version.value >= 21 ? 'zip-9' : '2'
  const jar = fromWorkdir(java.workdir, java.jar).replace(/^\.\//, '')
  return {
    modulesRun: `RUN jdeps --ignore-missing-deps --multi-release ${version.value} --print-module-deps ${jar} > /tmp/java-modules`,
    stage: {
      lines: [
        `FROM ${imageText(java)} AS ${name}`,
        `COPY --from=${build} /tmp/java-modules /tmp/`,
        [
          `RUN jlink --add-modules "${modules}" --output /rootfs/opt/java \\`,
          `    --compress=${compress} --strip-java-debug-attributes --no-header-files --no-man-pages`,
        ].join('\n'),
        [
          '# What the runtime loads from the system: the last stage has none.',
          'RUN export LD_LIBRARY_PATH=/rootfs/opt/java/lib:/rootfs/opt/java/lib/server \\',
          '    && ldd /rootfs/opt/java/bin/java $(find /rootfs/opt/java/lib -name "*.so") > /tmp/libraries \\',
          '    && ! grep "not found" /tmp/libraries \\',
          '    && grep -o "/[^ :]* (0x" /tmp/libraries | cut -d " " -f 1 | grep -v "^/rootfs" | sort -u > /tmp/needed \\',
          '    && mkdir -p -m 1777 /rootfs/tmp \\',
          '    && for path in $(cat /tmp/needed) /etc/passwd /etc/group /etc/os-release; do \\',
          '         mkdir -p "/rootfs$(dirname "$path")" && cp -L "$path" "/rootfs$path"; \\',
          '       done',
        ].join('\n'),
      ],
    },
    files: { from: name, source: '/rootfs/', destination: '/' },
    change: {
      id: 'java-jlink',
      title: 'Ship the jar on a runtime made of the modules that it uses',
      because: `The program depends on no library and finds no class by name, so the modules that jdeps lists are all that it needs. The modules are compressed (${compress}): smaller on disk, a little larger to pull than uncompressed ones. The runtime has no archive of preloaded classes, so it starts somewhat slower.`,
      evidence: [java.version.evidence, ...java.jarEvidence.slice(-1), ...extra.map(each => each.evidence)],
      applicability: 'needs-verification',
      replaces: {
        what: `the JDK and the system of ${java.image || 'the build image'}`,
        by: 'a jlink runtime and the libraries that it loads',
      },
    },
  }
}

/** The image that builds, as the user wrote it. */
function imageText(java: JavaApp): string {
  const from = (shippedStages(java.build)[0] ?? java.command.stage).from
  return java.build.document.text.slice(from.image.range.start.offset, from.image.range.end.offset)
}
