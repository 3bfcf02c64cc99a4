import type { Change } from '../../model/change.ts'
import { evidenceOf } from '../../model/evidence-of.ts'
import { shippedSteps } from '../../model/launch.ts'
import type { Plan } from '../../model/stack-facts.ts'
import { userOf } from './carried-settings.ts'
import type { SiteSettings } from './nginx-conf.ts'
import type { OwnNginxConf } from './own-nginx-conf.ts'
import type { StaticSite } from './static-site.ts'
import { knownImageBelow } from '../../model/image-below.ts'

/** The change of the server itself. */
export function servedBy(site: StaticSite, server: string): Change {
  const { build, framework, served: original } = site
  return {
    id: 'site-last-stage',
    title: `Serve the built site with ${server}`,
    because: `${framework.title} builds a folder of files; Node, the packages and the sources stay in the build stage.`,
    evidence: [...(original?.evidence ?? []), framework.evidence],
    applicability: 'needs-verification',
    replaces: { what: `Node and ${original?.name ?? 'its server'} of ${imageOf(build)}`, by: server },
  }
}

function imageOf(build: StaticSite['build']): string {
  return knownImageBelow(build, build.final) ?? 'the build image'
}

/** What the server does for this site, each with where that was read. */
export function serverChanges(
  site: StaticSite,
  settings: SiteSettings,
  own: OwnNginxConf | undefined,
): readonly Change[] {
  if (own) {
    return [
      {
        id: 'site-own-nginx-conf',
        title: `Use ${own.path}`,
        because: `The configuration is the author's own; it listens on ${own.port}${own.port === settings.port ? '' : `, where the original listened on ${settings.port}`}.`,
        evidence: [own.evidence],
        applicability: 'needs-verification',
      },
    ]
  }
  const { framework, routes } = site
  const base: Change = {
    id: 'site-base',
    title: `Serve the site below ${settings.base}`,
    because: `The built page asks for its files below ${settings.base}; at any other path they would be missing.`,
    evidence: [framework.baseEvidence ?? framework.evidence],
    applicability: 'needs-verification',
  }
  const fallback: Change = {
    id: 'site-routes',
    title: 'Answer the paths of client-side routes with the page',
    because:
      'A reload of a route asks the server for it; files, missing ones too, are never answered with the page.',
    evidence: routes ? [routes] : [],
    applicability: 'needs-verification',
  }
  return [...(settings.base === '/' ? [] : [base]), ...(routes ? [fallback] : []), ...userChanges(site)]
}

function userChanges(site: StaticSite): readonly Change[] {
  const step = shippedSteps(site.build).findLast(({ instruction }) => instruction.name === 'USER')
  const user = userOf(site)
  if (!step || user === undefined) return []
  return [
    {
      id: 'site-user',
      title: 'Serve as a user without rights',
      because: `The original runs as ${user}, a user of the Node image; the server's image has one of its own. The build runs as root, since nothing of it ships but the site.`,
      evidence: [evidenceOf(site.build, step.instruction)],
      applicability: 'needs-verification',
    },
  ]
}

/** Why the original is no reference, where it is none. */
export function contractOf(site: StaticSite): Pick<Plan, 'contractOnly'> {
  if (site.served?.kind !== 'development') return {}
  return {
    contractOnly: `the original starts ${site.served.name}, which transforms sources while it serves and is no reference for the built site`,
  }
}
