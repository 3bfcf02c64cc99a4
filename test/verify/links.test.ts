import { expect, test } from 'vitest'
import { linksOf } from '../../src/verify/links.ts'

/** `asset /app.js`, `page /about`, with a `?` where a name in a script may be none. */
function found(body: string, type: string, page = '/', site = page): readonly string[] {
  return linksOf(body, type, page, site).map(({ path, role, sure }) => `${role} ${path}${sure ? '' : ' ?'}`)
}

test.each([
  ['a link to a page', '<a class=x href="/about?x=1&amp;y=2#top">', ['page /about?x=1&y=2']],
  ['a link to a file', '<a href="/report.css">', ['asset /report.css']],
  ['a script without quotes', '<script src=/app.js></script>', ['asset /app.js']],
  ['a script in single quotes', "<script defer src='/app.js'></script>", ['asset /app.js']],
  ['a style sheet', '<link rel="stylesheet" href="css/app.css">', ['asset /shop/css/app.css']],
  ['a preloaded module', '<link rel="modulepreload" crossorigin href="/a.js">', ['asset /a.js']],
  ['the canonical page', '<link rel="canonical" href="/shop/">', ['page /shop/']],
  ['hints that load nothing', '<link rel="preconnect" href="/x"><link rel="dns-prefetch" href="/y">', []],
  [
    'pictures of several sizes',
    '<img src="a.png" srcset="b.png 2x, /c.png 3x">',
    ['asset /shop/a.png', 'asset /shop/b.png', 'asset /c.png'],
  ],
  ['a style attribute', `<p style="background: url('/bg.png')">`, ['asset /bg.png']],
  [
    'a style element',
    '<style>@import "/x.css"; a { background: url(/y.png) }</style>',
    ['asset /y.png', 'asset /x.css'],
  ],
  ['an import in the page', '<script type="module">import "/m.js"</script>', ['asset /m.js']],
  ['a base', '<base href="/other/"><script src="a.js"></script>', ['asset /other/a.js']],
  ['its own origin in full', '<img src="http://localhost:8080/a.png">', ['asset /a.png']],
  ['other origins', '<script src="https://cdn.example/x.js"></script><a href="//example.org/">', []],
  [
    'what is no request',
    '<a href="mailto:a@b.c"><img src="data:image/png;base64,xx"><a href="javascript:x()">',
    [],
  ],
  ['a comment', '<!-- <script src="/old.js"></script> -->', []],
  ['a form', '<form action="/delete"><input></form>', []],
  ['an attribute with a bracket in it', '<img alt="a > b" src="/a.png">', ['asset /a.png']],
])('HTML: %s', (_, html, expected) => {
  expect(found(html, 'text/html; charset=utf-8', '/shop/')).toEqual(expected)
})

test('CSS names what it loads, from its own folder', () => {
  const css = `@import "base.css"; /* url(/old.png) */ @font-face { src: url("../f/a.woff2") format("woff2"), url(b.ttf) }`
  expect(found(css, 'text/css', '/css/app.css')).toEqual([
    'asset /f/a.woff2',
    'asset /css/b.ttf',
    'asset /css/base.css',
  ])
})

test('a script names modules for sure, and files perhaps', () => {
  const js =
    'import{a}from"./dep.js";import("./lazy.js");const i="assets/logo-Bx3.svg",x="not a file",y="/data.json"'
  expect(found(js, 'text/javascript', '/app/assets/main.js', '/app/')).toEqual([
    'asset /app/assets/dep.js',
    'asset /app/assets/lazy.js',
    'asset /app/dep.js ?',
    'asset /app/lazy.js ?',
    'asset /app/assets/logo-Bx3.svg ?',
    'asset /app/assets/assets/logo-Bx3.svg ?',
    'asset /data.json ?',
  ])
})

test("webpack's chunks are put together from their parts", () => {
  const js = `r.p="/shop/",r.u=e=>"static/js/"+({12:"cart"}[e]||e)+"."+{12:"0a1b2c3d",453:"4e5f6a7b"}[e]+".chunk.js"`
  expect(found(js, 'application/javascript', '/shop/static/js/main.js', '/shop/')).toEqual([
    'asset /shop/static/js/cart.0a1b2c3d.chunk.js',
    'asset /shop/static/js/453.4e5f6a7b.chunk.js',
  ])
})

test('a web manifest names icons', () => {
  const manifest = '{"icons": [{"src": "icon-192.png"}, {"src": "/icon-512.png"}]}'
  expect(found(manifest, 'application/manifest+json', '/m/site.webmanifest')).toEqual([
    'asset /m/icon-192.png',
    'asset /icon-512.png',
  ])
})

test('other content is not searched', () => {
  expect(found('see /app.js and href="/x"', 'text/plain')).toEqual([])
})
