import { posix } from 'node:path'
import type { AppFiles } from '../../app/app-files.ts'
import { readAppFolder } from '../../app/read-app-folder.ts'
import { UserError } from '../../errors.ts'
import { type AppBelow, type InitChoice, planInit } from '../../init/plan-init.ts'
import { estimateOfBase } from '../../optimize/estimate.ts'
import { writeOut } from '../../optimize/write-files.ts'
import { baseWords } from '../../report/terminal/base.ts'
import type { InitOptions } from '../commands/init.ts'
import { exitCode } from '../exit.ts'
import type { Io } from '../io.ts'

/**
 * Does what `laststage init` was asked for, and says what was written.
 * @param root the app's folder
 * @param shown the folder as the user named it
 * @returns the exit code
 */
export async function runInit(root: string, shown: string, options: InitOptions, io: Io): Promise<number> {
  const app = readAppFolder(root)
  const plan = planInit(app)
  const [first] = plan.choices
  if (first === undefined) {
    io.stdout.write(`No Dockerfile was written: ${plan.refused ?? 'nothing is known of this app'}.\n`)
    io.stdout.write(whatElse(shown, plan.below))
    return exitCode.findings
  }
  const ask = options.yes === true || options.dryRun === true ? undefined : io.ask
  const choice = await chosen(plan.choices, first, ask)
  const files = missingFiles(choice, plan.hasDockerfile, path => app.has(path))
  if (options.dryRun === true) {
    for (const [path, text] of Object.entries(files)) io.stdout.write(`--- ${path}\n${text}\n`)
    io.stdout.write([...noteLines(choice), ...baseLines(choice)].map(line => `${line}\n`).join(''))
    return exitCode.ok
  }
  if (!(await agreed(Object.keys(files), ask))) {
    io.stdout.write('Nothing was written.\n')
    return exitCode.ok
  }
  const written = await writeOut(root, files, false)
  io.stdout.write(told(written, choice, plan.hasDockerfile, shown, keptIgnore(choice, app)))
  return exitCode.ok
}

/** What can be done where nothing was written. */
function whatElse(shown: string, below: readonly AppBelow[]): string {
  const calls = below.map(
    ({ folder, stack }) => `  laststage init ${posix.join(shown, folder)}  # ${stack}\n`,
  )
  return calls.length > 0
    ? `Of the folders below it would write one for:\n${calls.join('')}`
    : 'Write one by hand, however simple; then: laststage optimize\n'
}

/** @throws UserError where a file that would be made is there already */
function missingFiles(
  { files }: InitChoice,
  hasDockerfile: boolean,
  has: (path: string) => boolean,
): Readonly<Record<string, string>> {
  const stays = hasDockerfile ? ['.dockerignore'] : ['.dockerignore', 'laststage.yaml']
  const first = Object.keys(files).find(path => has(path) && !stays.includes(path))
  if (first !== undefined) {
    const hint = hasDockerfile
      ? 'There is nothing to begin: laststage optimize'
      : 'Move it away, or write the Dockerfile by hand.'
    throw new UserError('file-exists', `${first} is there already, and init replaces nothing`, hint)
  }
  // Extending one belongs to `optimize --write`, which shows the difference first.
  return Object.fromEntries(Object.entries(files).filter(([path]) => !has(path)))
}

/** A `.dockerignore` that is there stays; what it lacks is for the user to add. */
function keptIgnore({ files }: InitChoice, app: AppFiles): readonly string[] {
  const before = app.read('.dockerignore')
  const wanted = files['.dockerignore']
  if (before === undefined || wanted === undefined) return []
  const lines = wanted
    .slice(before.length)
    .split('\n')
    .filter(line => line !== '')
  // None are left where it is the one that was just written.
  if (lines.length === 0) return []
  return [`.dockerignore is there and stays; it could also leave out: ${lines.join(' ')}`]
}

/** The first question, where there is a choice. */
async function chosen(
  choices: readonly InitChoice[],
  first: InitChoice,
  ask: Io['ask'],
): Promise<InitChoice> {
  if (ask === undefined || choices.length < 2) return first
  const list = choices
    .map((choice, index) => [
      `  ${index + 1}  ${choice.title}`,
      ...baseLines(choice).map(line => `     ${line}`),
    ])
    .flatMap(lines => lines.map(line => `${line}\n`))
    .join('')
  const answer = await ask(`Which one?\n${list}[1] `)
  return choices[Number(answer.trim() || '1') - 1] ?? first
}

/** An estimate of what the image weighs at least. */
function baseLines({ base }: InitChoice): readonly string[] {
  return base === undefined ? [] : [`Base image, without your app: ${baseWords(estimateOfBase(base))}`]
}

const noteLines = ({ notes }: InitChoice): readonly string[] => notes.map(note => `Note: ${note}`)

/** The second question. */
async function agreed(paths: readonly string[], ask: Io['ask']): Promise<boolean> {
  if (ask === undefined) return true
  const answer = await ask(`Write ${paths.join(', ')}? [Y/n] `)
  return !/^\s*n/i.test(answer)
}

function told(
  written: readonly string[],
  choice: InitChoice,
  hasDockerfile: boolean,
  shown: string,
  kept: readonly string[],
): string {
  const { title, probes } = choice
  const found = probes.because.length === 0 ? ['nothing to ask it: see laststage.yaml'] : probes.because
  const open = probes.withParameters.length
  return [
    `Wrote ${written.join(', ')}${hasDockerfile ? '' : `: ${title}`}.`,
    ...noteLines(choice),
    ...baseLines(choice),
    'Found in the app:',
    ...found.map(line => `  ${line}`),
    ...(open === 0 ? [] : [`  and ${open} with parameters, to be filled in in laststage.yaml`]),
    ...kept,
    hasDockerfile
      ? `Next: laststage optimize ${shown}`
      : `Next: docker build --tag app ${shown}   (nothing was built or proved yet)`,
    '',
  ].join('\n')
}
