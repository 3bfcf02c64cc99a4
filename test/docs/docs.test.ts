import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { parseConfig } from '../../src/config/read-config.ts'

const root = join(import.meta.dirname, '../..')
const pages = ['*.md', 'docs/**/*.md', 'src/**/README.md'].flatMap(pattern =>
  globSync(pattern, { cwd: root }),
)
const textOf = (page: string): string => readFileSync(join(root, page), 'utf8')

/** A heading's anchor, as GitHub makes it. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-')

const anchorsOf = (page: string): readonly string[] =>
  [...textOf(page).matchAll(/^#+ (.+)$/gm)].map(([, heading]) => anchorOf(heading ?? ''))

/** Links to places of this repository, of a page's text less its code. */
const linksOf = (page: string): readonly string[] =>
  [
    ...textOf(page)
      .replaceAll(/^```.*?^```|`[^`\n]*`/gms, '')
      .matchAll(/\]\(([^)\s]+)\)/g),
  ]
    .map(([, to]) => to ?? '')
    .filter(to => !/^[a-z]+:/.test(to))

const isThere = (page: string, link: string): boolean => {
  const [path = '', anchor] = link.split('#')
  const target = path === '' ? page : join(dirname(page), path)
  if (!existsSync(join(root, target))) return false
  return anchor === undefined || anchorsOf(target).includes(anchor)
}

test.each(pages)('%s links to what is there', page => {
  expect(linksOf(page).filter(link => !isThere(page, link))).toEqual([])
})

const configs = pages.flatMap(page =>
  [...textOf(page).matchAll(/^```yaml\n(.*?)^```/gms)]
    .map(([, text]) => text ?? '')
    .filter(text => /^(?:ready|http|exec|probes|services|budget|check|env):/m.test(text))
    .map((text, index) => ({ page, text, index })),
)

test('pages show configurations', () => {
  expect(configs.length).toBeGreaterThan(10)
})

test.each(configs)('laststage.yaml $index of $page is one', async ({ text }) => {
  const { diagnostics } = await parseConfig(text, 'laststage.yaml')
  expect(diagnostics.map(({ message }) => message)).toEqual([])
})
