import type { Report } from '../report.ts'
import type { Style } from './style.ts'
import { wrap } from './text.ts'

/** With how little the chosen image was seen to run, in the words of a Pod's specification. */
export function hardeningLines({ hardening }: Report, style: Style): readonly string[] {
  if (hardening === undefined) return []
  const { user, writable, dropsCapabilities } = hardening
  const [uid] = user?.split(':') ?? []
  const context = [
    'readOnlyRootFilesystem: true',
    ...(dropsCapabilities ? ['capabilities: { drop: [ALL] }'] : []),
    ...(uid === undefined ? [] : [`runAsUser: ${uid}`, 'runAsNonRoot: true']),
  ].join(', ')
  return [
    style.bold('Runs as well with'),
    ...wrap(`securityContext: { ${context} }`, style.width - 2).map(line => `  ${line}`),
    ...wrap(`emptyDir at ${writable.join(', ')}`, style.width - 2).map(line => `  ${line}`),
  ]
}
