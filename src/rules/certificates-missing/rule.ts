import type { AppFiles } from '../../app/app-files.ts'
import { blankComments } from '../../app/blank-comments.ts'
import type { Evidence } from '../../model/change.ts'
import type { Stage, Step } from '../../model/build-model.ts'
import { placesOf } from '../../model/places-of.ts'
import { goOutputs } from '../go-outputs.ts'
import { lackingBase } from '../lacking-base.ts'
import type { Finding, Rule, RuleContext } from '../rule.ts'

export const certificatesMissing: Rule = {
  id: 'certificates-missing',
  title: 'A Go program asks servers over HTTPS in an image without CA certificates',
  family: 'correctness',
  severity: 'warning',
  counterparts: {},
  *check(context: RuleContext): Iterable<Finding> {
    const { app, model, shippedSteps } = context
    if (app === undefined || model.stages.length < 2) return
    const copy = shippedSteps.flatMap(step => programCopy(step, model.stages))[0]
    if (copy === undefined || shippedSteps.some(namesCertificates)) return
    const base = lackingBase(context, {
      fact: 'certificates',
      packages: /^(?:ca-certificates|openssl)/,
      paths: /\/etc\/ssl|ca-certificates|ca-bundle|cacert|\.pem$|certs?(?:\/|$)/i,
    })
    const place = base === undefined ? undefined : httpsCall(app)
    if (base === undefined || place === undefined) return
    const { step, from } = copy
    const line = `COPY --from=${from} /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/`
    const at = step.instruction.range.start.offset
    yield {
      message: `${base} has no CA certificates, and ${place.file}:${place.range?.start.line ?? 1} asks a server over HTTPS: it is not trusted`,
      range: step.instruction.range,
      help: line,
      fix: {
        title: 'Copy the CA certificates from the stage that builds',
        applicability: 'unsafe',
        edits: [{ from: at, to: at, text: `${line}\n` }],
      },
    }
  },
}

/** A COPY of a program that a stage on Go's own image builds; that image has the certificates. */
function programCopy(step: Step, stages: readonly Stage[]) {
  if (step.instruction.name !== 'COPY') return []
  return step.effects.flatMap(effect => {
    if (effect.kind !== 'copies-from-stage' || effect.stage === undefined) return []
    const from = stages[effect.stage]
    if (from?.base.kind !== 'image' || !/(?:^|\/)golang(?::|$)/.test(from.base.reference)) return []
    const outputs = goOutputs(from)
    if (!effect.sources.some(source => outputs.includes(source))) return []
    return [{ step, from: from.name ?? String(from.index) }]
  })
}

/** Where the author says where certificates are, they are the author's matter. */
function namesCertificates({ effects }: Step): boolean {
  return effects.some(effect => effect.kind === 'sets-env' && /^SSL_CERT_(?:FILE|DIR)$/.test(effect.key))
}

/** How many sources are looked into: a program that asks others shows it early. */
const most = 400

/** A file that makes requests and names an address with https, unless certificates are compiled in or not looked at. */
function httpsCall(app: AppFiles): Evidence | undefined {
  const files = app
    .list()
    .filter(
      path =>
        path.endsWith('.go') && !path.endsWith('_test.go') && !/(?:^|\/)(?:vendor|testdata)\//.test(path),
    )
    .slice(0, most)
    .map(path => ({ path, code: blankComments(app.read(path) ?? '') }))
  const own = /x509roots\/fallback|InsecureSkipVerify:\s*true|RootCAs:|AppendCertsFromPEM/
  if (files.some(({ code }) => own.test(code))) return undefined
  const asking = files.filter(({ code }) =>
    /\bhttp\.(?:Get|Post|PostForm|Head|NewRequest|NewRequestWithContext|DefaultClient|Client\{)/.test(code),
  )
  return placesOf(asking, /"https:\/\/[\w.-]+\.[a-z]{2,}/, match => match[0])[0]
}
