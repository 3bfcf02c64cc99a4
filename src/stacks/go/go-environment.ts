import { installedPackages } from '../../model/shipped-user.ts'
import type { Evidence } from '../../model/change.ts'
import type { CgoSetting } from './cgo.ts'
import type { GoApp } from './go-app.ts'
import { evidenceOf } from '../../model/evidence-of.ts'
import { knownImageBelow } from '../../model/image-below.ts'

/** The image that the build stage stands on, its variables expanded; empty where it is not known. */
export function buildImage(go: GoApp): string {
  return knownImageBelow(go.build, go.command.stage) ?? ''
}

/** True for the official image, whose layout (certificates, /go, /root) is known. */
export function isOfficialGolang(image: string): boolean {
  return /^(?:docker\.io\/)?(?:library\/)?golang(?::|@|$)/.test(image)
}

/** The system image that matches the build image, for what needs a shell or musl. */
export function systemImage(image: string): string {
  const alpine = /alpine(\d+\.\d+)?/.exec(image)
  if (alpine) return `alpine:${alpine[1] ?? '3'}`
  const debian = /-(bookworm|trixie|bullseye)/.exec(image)?.[1] ?? 'trixie'
  return `debian:${debian}-slim`
}

const compilers = /^(?:gcc|g\+\+|clang|build-base|build-essential|tcc|zig)\b/

/** What the original says about cgo. */
export function cgoSetting(go: GoApp): CgoSetting {
  const { command, step } = go.command
  const inline = command.assignments.find(each => each.key === 'CGO_ENABLED')?.value
  const image = buildImage(go)
  const version = /:1\.(\d+)/.exec(image)?.[1]
  const recent = version === undefined ? true : Number(version) >= 20
  const compiler = installedPackages(go.command.stage.steps).some(name => compilers.test(name))
  const noCompiler = isOfficialGolang(image) && image.includes('alpine') && recent && !compiler
  const setting = inline ?? step.variables.get('CGO_ENABLED')
  const evidence: Evidence =
    setting === undefined
      ? evidenceOf(go.build, go.command.stage.from, image)
      : evidenceOf(go.build, step.instruction, `CGO_ENABLED=${setting}`)
  return { setting, noCompiler, evidence }
}
