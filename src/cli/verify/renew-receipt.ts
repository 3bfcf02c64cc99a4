import { basename, dirname, relative } from 'node:path'
import { readAppFolder } from '../../app/read-app-folder.ts'
import { connectDocker } from '../../engines/docker/connect.ts'
import { UserError } from '../../errors.ts'
import { createJudge } from '../../optimize/judge.ts'
import { provedReport } from '../../optimize/with-engine.ts'
import { writeOut } from '../../optimize/write-files.ts'
import { makeReceipt } from '../../receipt/make-receipt.ts'
import { formatReceipt, type Receipt } from '../../receipt/receipt.ts'
import { type Renewal, renewalOf } from '../../receipt/renewal.ts'
import { createWitness, type Witness } from '../../receipt/witness.ts'
import type { Report } from '../../report/report.ts'
import { renderReport } from '../../report/terminal/render.ts'
import { fetchServiceImages } from '../../verify/services/fetch-images.ts'
import type { VerifyOptions } from '../commands/verify.ts'
import { exitCode } from '../exit.ts'
import { type Io, styleFor } from '../io.ts'
import { loadProject } from '../optimize/load-config.ts'
import { configSource } from '../optimize/receipts.ts'
import { progressFor } from '../progress.ts'

interface Request {
  readonly root: string
  readonly path: string
  readonly shown: string
  readonly receipt: Receipt
  readonly options: VerifyOptions
  readonly io: Io
}

/** Builds the original and what stands in the folder, proves again, and writes the receipt anew where it holds. */
export async function renewReceipt(request: Request): Promise<number> {
  const { root, path, shown, receipt, options, io } = request
  const app = readAppFolder(root)
  const renewal = renewalOf(receipt, file => app.read(file))
  if (typeof renewal === 'string') {
    const hint = `What was proved has to stand in ${relative(io.cwd, root) || '.'}; else: laststage optimize --write`
    throw new UserError('not-applied', `${renewal} is missing`, hint)
  }
  if (renewal.proposal.candidates[0]?.files[receipt.dockerfile] === renewal.current.get(receipt.dockerfile)) {
    const hint = 'Write what is proposed first: laststage optimize --write'
    throw new UserError('not-applied', `${receipt.dockerfile} is still the original`, hint)
  }
  const witness = createWitness()
  const report = await prove(request, renewal, witness)
  const renewed = makeReceipt({
    report,
    witness,
    current: renewal.current,
    platform: receipt.platform,
    app: receipt.app,
    config: await configSource(root, app, options.config ?? receiptConfig(receipt, root), io.cwd),
    notInputs: [relative(root, path)],
    now: new Date(),
  })
  const outcome = renewed === undefined ? `${shown} was left as it was.` : `${shown} is fresh.`
  if (renewed !== undefined) await writeOut(dirname(path), { [basename(path)]: formatReceipt(renewed) }, true)
  if (options.json === true) io.stdout.write(`${JSON.stringify(report, null, 2)}\n`)
  else {
    const files = new Map(Object.entries(renewal.proposal.candidates[0]?.files ?? {}))
    const style = styleFor(io.stdout, io, options.color)
    io.stdout.write(renderReport(report, { current: files, outcome: [outcome] }, style))
  }
  return renewed === undefined ? exitCode.findings : exitCode.ok
}

async function prove(request: Request, renewal: Renewal, witness: Witness): Promise<Report> {
  const { root, receipt, options, io } = request
  const style = styleFor(io.stderr, io, options.color)
  const app = readAppFolder(root)
  const { config } = await loadProject({
    root,
    app,
    dockerfile: receipt.dockerfile,
    named: options.config ?? receiptConfig(receipt, root),
    services: options.services,
    color: options.color,
    io,
  })
  const engine = await connectDocker({
    env: io.env,
    signal: io.signal,
    onNotice: text => io.stderr.write(`${text}\n`),
  })
  try {
    await engine.sweep()
    await fetchServiceImages(engine, config.services ?? [], text => io.stderr.write(`${text}\n`))
    return await provedReport({
      engine,
      root,
      app,
      proposal: renewal.proposal,
      originalFiles: renewal.originalFiles,
      strategy: 'auto',
      platform: receipt.platform,
      openJudge: original => createJudge(engine, config, original, io.signal),
      witness,
      progress: progressFor(io, style),
      signal: io.signal,
    })
  } finally {
    await engine.dispose()
  }
}

/** A configuration that was named then is named still; the app's own is found by itself. */
function receiptConfig({ config }: Receipt, root: string): string | undefined {
  if (config === null || /^(?:laststage\.ya?ml|package\.json)$/.test(config.path)) return undefined
  return `${root}/${config.path}`
}
