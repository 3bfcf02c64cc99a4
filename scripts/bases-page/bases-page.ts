import { baseFamilies } from '../../src/image/base-facts.ts'

const yesNo = (value: boolean | undefined) => (value === undefined ? 'unknown' : value ? 'yes' : 'no')

/** The page of base images, from the table that the code reads. */
export function basesPage(): string {
  const rows = baseFamilies.map(each =>
    [
      each.family,
      each.libc,
      each.shell,
      each.packageManager,
      each.user ?? 'unknown',
      each.entrypoint === undefined
        ? 'unknown'
        : each.entrypoint.length === 0
          ? 'none'
          : `\`${each.entrypoint.join(' ')}\``,
      yesNo(each.certificates),
      yesNo(each.timezones),
      each.loader ?? 'unknown',
      each.size ?? 'unknown',
      each.source,
    ].join(' | '),
  )
  const head =
    'Family | libc | Shell | Packages | User | ENTRYPOINT | CA certificates | Time zones | Loader (amd64) | Size, as published | Source'
  return [
    '# Base images',
    '',
    'What laststage knows of base images without asking a registry. `check` reads it to tell where a shell or a libc is missing. What no source says is unknown. `scratch` has nothing at all.',
    '',
    'Made by `scripts/bases-page`; a test holds it against the code. The sizes with which `--static` estimates are rules of thumb, and said to be estimates.',
    '',
    `| ${head} |`,
    `|${' --- |'.repeat(11)}`,
    ...rows.map(row => `| ${row} |`),
    '',
  ].join('\n')
}
