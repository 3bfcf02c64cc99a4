import type { FoundProbes } from './find-probes.ts'

const head = `# What laststage asks the app, and what it must answer. The proof rests on it.
# All keys are in laststage's docs/laststage-yaml.md.
`

/** A `laststage.yaml` with what was found; what could not be known stands there as comments to fill in. */
export function configText(found: FoundProbes): string {
  return [head, ready(found), http(found), exec(found)].filter(part => part !== '').join('\n')
}

function ready({ port, routes }: FoundProbes): string {
  const health = routes.find(({ path }) =>
    /\/(?:health|healthz|ready|readyz|live|livez|up|ping)$/i.test(path),
  )
  if (port === undefined && health === undefined) return '# ready: { path: /health, port: 8080 }\n'
  const parts = [
    ...(health === undefined ? [] : [`path: ${yamlPath(health.path)}`]),
    ...(port === undefined ? [] : [`port: ${port}`]),
  ]
  return `ready: { ${parts.join(', ')} }\n`
}

function http({ routes, withParameters, port }: FoundProbes): string {
  const serves = routes.length > 0 || port !== undefined
  const paths = routes.length > 0 ? routes.map(({ path }) => path) : ['/']
  const lines = paths.map(path => `  - { method: GET, path: ${yamlPath(path)} }`)
  const missing = withParameters.map(
    path => `  # - { method: GET, path: ${yamlPath(path)} }  # fill in the parameters`,
  )
  const hint =
    '  # An answer that has to be so: expect: { status: 200, type: application/json, contains: "…" }'
  if (!serves) return ['# http:', ...lines.map(line => `#${line}`), `#${hint.slice(3)}`, ''].join('\n')
  return ['http:', ...lines, ...missing, hint, ''].join('\n')
}

function exec({ routes, port }: FoundProbes): string {
  if (routes.length > 0 || port !== undefined) return ''
  return [
    '# For a program that ends: its arguments, one line for each way to call it.',
    '# exec:',
    '#   - { args: [--version], expect: { exitCode: 0 } }',
    '',
  ].join('\n')
}

/** A path as YAML has it: quoted where something else would be read. */
export function yamlPath(path: string): string {
  return /^\/[\w./-]*$/.test(path) ? path : JSON.stringify(path)
}
