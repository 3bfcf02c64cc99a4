import type { AppFiles } from '../../app/app-files.ts'
import { readPackageJson } from '../../app/package-json.ts'
import { parseReference } from '../../image/reference.ts'
import { copiedFiles } from '../../model/context-copies.ts'
import { shippedStages, shippedSteps } from '../../model/launch.ts'
import { readFramework } from '../../stacks/node-static/framework.ts'
import type { Finding, Rule, RuleContext } from '../rule.ts'

export const homepageSubPath: Rule = {
  id: 'homepage-sub-path',
  title: 'The site is built for a sub-path and served at the root',
  family: 'correctness',
  severity: 'error',
  counterparts: {},
  *check(context: RuleContext): Iterable<Finding> {
    const { app, model } = context
    const manifest = app && readPackageJson(app, 'package.json')
    if (!app || !manifest || !servesFiles(context)) return
    const framework = readFramework(app, manifest, new Map())
    if (framework === undefined || typeof framework === 'string' || framework.base === '/') return
    const { base, baseEvidence } = framework
    if (baseEvidence?.range === undefined || servedThere(context, app, base)) return
    const line = model.final?.from.range.start.line ?? 1
    yield {
      message: `the built pages ask for their files below ${base}, and the image of line ${line} serves them at /`,
      file: baseEvidence.file,
      range: baseEvidence.range,
      help: `copy the site to a folder ${base.slice(1)} of what is served, let the server answer there, or build it for /`,
    }
  },
}

const SERVERS = /(?:^|\/)(?:nginx|nginx-unprivileged|httpd|caddy|static-web-server|lighttpd|darkhttpd)$/

function servesFiles({ model }: RuleContext): boolean {
  const base = shippedStages(model)[0]?.base
  const image = base?.kind === 'image' ? parseReference(base.reference) : undefined
  return image !== undefined && SERVERS.test(image.repository)
}

/** Where a folder of that name is filled, or a file that is copied speaks of the path, the author has seen to it. */
function servedThere({ model, dockerfile }: RuleContext, app: AppFiles, base: string): boolean {
  const folder = base.slice(0, -1)
  const steps = shippedSteps(model)
  const copied = steps.some(({ effects }) =>
    effects.some(
      effect =>
        (effect.kind === 'copies-from-stage' || effect.kind === 'copies-from-context') &&
        `${effect.destination.replace(/\/$/, '')}/`.includes(base),
    ),
  )
  const spoken = steps.some(
    ({ instruction }) => instruction.name !== 'COPY' && instruction.logical.text.includes(folder),
  )
  return (
    copied ||
    spoken ||
    copiedFiles(app, steps, dockerfile).some(file => app.read(file.context)?.includes(folder) === true)
  )
}
