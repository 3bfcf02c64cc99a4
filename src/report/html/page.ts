import { createHash } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import type { ImageFiles } from '../../measure/files/file-columns.ts'
import { escapeHtml, type Html, html } from './html.ts'
import { markers } from '../markers.ts'
import { filesSection } from './sections/files.ts'
import type { Section } from './parts.ts'

/** What runs in the reader's browser, and how it looks: see `browser/`. */
export interface PageAssets {
  readonly script: string
  readonly style: string
}

export interface PageContent {
  /** Of the browser's tab. */
  readonly title: string
  readonly version: string
  readonly header: Html
  readonly sections: readonly Section[]
  /** One image, or before and after; each file can be looked at. */
  readonly images: readonly ImageFiles[]
  /** After which section the map of the files comes. */
  readonly filesAfter: string
}

/**
 * One file with all that it needs. It asks nothing of the network: its policy forbids it, and names its script and style
 * by digest, so that nothing which an image brings could run even if it got into the page.
 */
export function renderPage(content: PageContent, assets: PageAssets): string {
  const script = assets.script.replaceAll(/<(?=\/script|!--)/gi, String.raw`\x3c`)
  const style = assets.style.replaceAll(/<(?=\/style)/gi, String.raw`\3c `)
  const sections = withFiles(content)
  return `<!doctype html>
${markers.report}
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy(script, style)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="laststage ${escapeHtml(content.version)}">
<title>${escapeHtml(content.title)}</title>
<style>${style}</style>
</head>
<body>
${body(content, sections).html}
${dataBlock(content.images)}
<script>${script}</script>
</body>
</html>
`
}

function digest(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`
}

function policy(script: string, style: string): string {
  return [
    "default-src 'none'",
    `script-src ${digest(script)}`,
    `style-src ${digest(style)}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ')
}

function withFiles({ sections, images, filesAfter }: PageContent): readonly Section[] {
  if (images.length === 0) return sections
  const at = sections.findIndex(({ id }) => id === filesAfter) + 1
  return [...sections.slice(0, at), filesSection(images), ...sections.slice(at)]
}

function body({ header, version }: PageContent, sections: readonly Section[]): Html {
  const links = sections.map(({ id, title }) => html`<li><a href="#${id}">${title}</a></li>`)
  const parts = sections.map(
    ({ id, title, body }) =>
      html`<section id="${id}" aria-labelledby="${id}-title"><h2 id="${id}-title">${title}</h2>${body}</section>`,
  )
  return html`<a class="skip" href="#content">Skip to the report</a>
<header><div class="top"><span class="brand">laststage</span><button type="button" id="theme" hidden></button></div>${header}
<nav aria-label="Contents"><ul class="contents">${links}</ul></nav></header>
<main id="content">${parts}</main>
<footer>Made by laststage ${version}. Nothing was loaded from anywhere, and nothing is sent.</footer>`
}

/** Data, not a script: browsers do not run what has this type. Base64 has no character that could end the element. */
function dataBlock(images: readonly ImageFiles[]): string {
  if (images.length === 0) return ''
  // What could not be text in UTF-8 is escaped by JSON.
  const packed = gzipSync(JSON.stringify(images), { level: 9 })
  return `<script type="application/octet-stream" id="files-data">${packed.toString('base64')}</script>`
}
