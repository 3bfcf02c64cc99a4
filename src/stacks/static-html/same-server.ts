import type { AppFiles } from '../../app/app-files.ts'
import type { BuildModel, Stage } from '../../model/build-model.ts'
import { isRuntimeOnly } from '../../model/carry-over.ts'
import type { Change } from '../../model/change.ts'
import { evidenceOf } from '../../model/evidence-of.ts'
import { keepHealthcheck } from '../../model/keep-healthcheck.ts'
import { instructionText } from '../../model/instruction-text.ts'
import type { Plan } from '../../model/stack-facts.ts'
import { lean } from '../../model/lean.ts'

/** The same web server in the same version on the smallest of its own images; a string says why there is none. */
export function sameServerPlan(app: AppFiles, build: BuildModel, stage: Stage): Plan | string {
  const { document } = build
  const { image } = stage.from
  const written = document.text.slice(image.range.start.offset, image.range.end.offset)
  if (stage.base.kind !== 'image' || stage.base.reference !== written || written.includes('@'))
    return `which smaller image belongs to ${written} cannot be told: name it without a variable or digest`
  const more = keepHealthcheck(build, () => false).tools.includes('curl') || usesModules(app)
  const smaller = smallerImage(written, more)
  if (smaller === undefined) return lean.server(written)
  const odd = oddStep(stage)
  if (odd !== undefined) return `\`${odd}\` depends on the system of ${written}`
  const change: Change = {
    id: 'html-same-server',
    title: `Serve with ${smaller}`,
    because: 'It is the same server in the same version, with the same start, on a smaller system.',
    evidence: [evidenceOf(build, stage.from)],
    applicability: 'needs-verification',
    replaces: { what: `the system of ${written}`, by: smaller },
  }
  const from = { start: image.range.start.offset, end: image.range.end.offset, text: smaller }
  return {
    id: '',
    title: 'the same server on a smaller system',
    buildStages: build.stages
      .filter(each => each !== stage)
      .map(each => ({
        lines: [each.from, ...each.steps.map(step => step.instruction)].map(instruction =>
          instructionText(document, instruction),
        ),
      })),
    needs: {
      kept: {
        lines: [
          instructionText(document, stage.from, [from]),
          ...stage.steps.map(step => instructionText(document, step.instruction)),
        ],
      },
      base: smaller,
    },
    changes: [change],
    files: {},
    ignore: ['.git'],
  }
}

/** Modules that nginx's images bring, and its slim one does not. Source: docker-nginx, the templates of both. */
function usesModules(app: AppFiles): boolean {
  const used = /^\s*(?:load_module|js_\w+|image_filter\w*|geoip_\w+|xslt_\w+|xml_entities)\s/m
  return app.list().some(path => /\.conf(?:\.template)?$/.test(path) && used.test(app.read(path) ?? ''))
}

/**
 * nginx's `-alpine-slim` has its start scripts and leaves out modules and curl; httpd has an Alpine image alone.
 * Source: hub.docker.com/_/nginx and _/httpd; the slim one is there since October 2022, when 1.23.2 was the newest.
 */
function smallerImage(reference: string, more: boolean): string | undefined {
  const match = /^((?:docker\.io\/)?(?:library\/)?(nginx|httpd))(?::([\w.-]+))?$/.exec(reference)
  if (!match) return undefined
  const [, repository = '', server, tag = 'latest'] = match
  const parts =
    /^(latest|stable|mainline|\d+(?:\.\d+){0,2})?(?:(?:^|-)(bookworm|bullseye|trixie|alpine))?$/.exec(tag)
  if (!parts) return undefined
  const [, version = 'latest', variant = ''] = parts
  const [major = 9, minor = 9, patch = 9] = /^\d/.test(version) ? version.split('.').map(Number) : []
  const hasSlim = major > 1 || minor > 23 || (minor === 23 && patch > 2)
  const wanted = server === 'nginx' && !more && hasSlim ? 'alpine-slim' : 'alpine'
  // httpd's Alpine image has no curl, where nginx's has.
  if (variant === wanted || (server === 'httpd' && more)) return undefined
  return `${repository}:${version === 'latest' ? '' : `${version}-`}${wanted}`
}

/** Commands that do the same on Debian and on Alpine. */
const portable = /^(?:rm|mkdir|cp|mv|ln|sed|echo|chmod|touch|true|\[|:)$/

/** The first step that depends on the system: packages, users, modules that the small image lacks. */
function oddStep({ steps }: Stage): string | undefined {
  for (const { instruction, script } of steps) {
    if (instruction.name === 'RUN') {
      if (instruction.command.form === 'exec' || !script || script.unknown.length > 0) return 'RUN'
      const odd = script.commands.find(({ words }) => !portable.test(words[0]?.value ?? ''))
      if (odd) return odd.words.map(word => word.raw).join(' ')
    }
    if (instruction.name === 'SHELL' || instruction.name === 'invalid') return instruction.name
  }
  return undefined
}

/** True where the author starts the server by its image's own command. */
export function startsAsImage({ steps }: Stage): boolean {
  return steps.filter(isRuntimeOnly).every(({ instruction }) => {
    if (instruction.name !== 'CMD' && instruction.name !== 'ENTRYPOINT') return true
    const words =
      instruction.command.form === 'exec' ? instruction.command.args : instruction.command.script.split(/\s+/)
    return /^(?:nginx|httpd|httpd-foreground|\/docker-entrypoint\.sh)$/.test(words[0] ?? '')
  })
}
