import { cp, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Engine } from '../../src/engines/engine.ts'
import { harden } from '../../src/verify/harden.ts'
import { observeOriginal, prove } from '../../src/verify/prove.ts'
import { asking, openWorkshop, quiet, type Workshop } from './workshop.ts'

let workshop: Workshop
beforeAll(async () => {
  workshop = await openWorkshop()
})
afterAll(async () => {
  await workshop.close()
})

/** nginx as a user without rights, who alone may write in three directories. */
const dockerfile = `FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y nginx && rm -f /etc/nginx/sites-enabled/default
COPY site.conf /etc/nginx/conf.d/site.conf
COPY site /var/www/site
RUN mkdir /run/site && sed -i -e '/^user /d' -e 's#^pid .*#pid /run/site/nginx.pid;#' /etc/nginx/nginx.conf \\
 && chown -R www-data: /run/site /var/log/nginx /var/lib/nginx
USER www-data
EXPOSE 8080
STOPSIGNAL SIGQUIT
CMD ["nginx", "-g", "daemon off;"]
`

const config = asking(['/', '/about/', '/data.json'])

/** Only the candidate has less: the original is observed as it always ran. */
const limiting = (engine: Engine, image: string, writable: readonly string[]): Engine => ({
  ...engine,
  create: request =>
    engine.create(
      request.image === image
        ? { ...request, readOnly: true, tmpfs: writable, tmpfsOwner: '33', dropsCapabilities: true }
        : request,
    ),
})

describe('an app that runs as another user than root and writes in three directories', () => {
  test('answers as before from a read-only root, with volumes where it was seen to write and not without', async () => {
    const root = await workshop.folder()
    await cp(join(import.meta.dirname, 'fixtures', 'nginx'), root, { recursive: true })
    await writeFile(join(root, 'Dockerfile'), dockerfile)
    const { image: original, candidate, study, notes } = await workshop.study(root, config)
    const image = await workshop.build(root, candidate.files)
    const { engine } = workshop
    const proof = { engine, config, candidate: image, basis: 'probes' as const }
    const first = await observeOriginal({ engine, config, image: original })
    const { reference } = await prove({ ...proof, reference: first })
    const provedWith = async (writable: readonly string[]) => {
      const limited = limiting(engine, image, writable)
      return (await prove({ ...proof, engine: limited, reference })).verdict
    }

    const written = ['/run/site', '/var/lib/nginx', '/var/log/nginx']
    expect(notes.join('\n')).toContain(`It wrote in ${written.join(', ')}: with a read-only root`)
    const hardening = await harden({ engine, config, image, reference, changes: [], written })
    const writable = ['/run/site', '/tmp', '/var/lib/nginx', '/var/log/nginx']
    expect(hardening).toEqual({ user: undefined, readOnly: true, writable, dropsCapabilities: true })
    const verdict = await provedWith(writable)
    expect(await study.certify(candidate, image, verdict, quiet)).toMatchObject({
      kind: 'equivalent',
      basis: 'files+probes',
      differences: [],
      reasons: [],
    })
    expect((await provedWith([])).kind).toBe('different')
  })
})
