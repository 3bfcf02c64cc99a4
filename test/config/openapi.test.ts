import { expect, test } from 'vitest'
import { memoryApp } from '../../src/app/memory-app.ts'
import { findOpenApi, parseOpenApi } from '../../src/config/openapi/read-openapi.ts'

const shop = `
openapi: 3.1.0
servers: [{ url: "https://{host}.example.com/api/{version}/", variables: { host: { default: eu }, version: { default: v2 } } }]
paths:
  /items:
    parameters: [{ name: shop, in: query, required: true, example: all of it }]
    get:
      parameters: [{ name: page, in: query, schema: { type: integer, default: 3 } }]
    head: {}
    post: {}
    delete: {}
  /items/{id}:
    parameters: [{ $ref: "#/components/parameters/Id" }]
    get: {}
  /items/{id}/notes:
    parameters: [{ name: id, in: path, required: true, schema: { type: string } }]
    get: {}
  /items/{id}/tags:
    get: {}
  /kinds/{kind}:
    get:
      parameters:
        - { name: kind, in: path, required: true, schema: { $ref: "#/components/schemas/Kind" } }
        - { name: X-Tenant, in: header, required: true, examples: { one: { value: 7 } } }
  /session: { get: { parameters: [{ name: sid, in: cookie, required: true, example: x }] } }
  /else: { $ref: "other.yaml#/paths/x" }
components:
  parameters: { Id: { name: id, in: path, required: true, schema: { $ref: "#/components/schemas/Id" } } }
  schemas:
    Id: { type: string, example: a/b }
    Kind: { enum: [tea, coffee] }
`

test('safe operations whose parameters the document fills in, in its order', async () => {
  expect(await parseOpenApi(shop)).toEqual([
    { method: 'GET', path: '/api/v2/items?shop=all+of+it' },
    { method: 'HEAD', path: '/api/v2/items?shop=all+of+it' },
    { method: 'GET', path: '/api/v2/items/a%2Fb' },
    { method: 'GET', path: '/api/v2/kinds/tea', headers: { 'X-Tenant': '7' } },
  ])
})

test('Swagger 2 has a basePath and values beside the parameter', async () => {
  const document = {
    swagger: '2.0',
    basePath: '/v1',
    paths: {
      '/a/{b}': { get: { parameters: [{ name: 'b', in: 'path', required: true, enum: [1, 2] }] } },
      '/c': { get: { parameters: [{ name: 'd', in: 'query', required: true, default: false }] }, put: {} },
    },
  }
  expect(await parseOpenApi(JSON.stringify(document))).toEqual([
    { method: 'GET', path: '/v1/a/1' },
    { method: 'GET', path: '/v1/c?d=false' },
  ])
})

test('what is no such document is none', async () => {
  expect(await parseOpenApi('{"openapi":')).toBeUndefined()
  expect(await parseOpenApi('{"paths": {"/a": {"get": {}}}}')).toBeUndefined()
  expect(await parseOpenApi('- a\n- b')).toBeUndefined()
  expect(await parseOpenApi('openapi: 3.0.0\npaths: [1]')).toEqual([])
})

test('references in a circle end, and many operations are cut', async () => {
  const circle = 'openapi: 3.0.0\npaths: {/a: {$ref: "#/paths/~1a"}}'
  expect(await parseOpenApi(circle)).toEqual([])
  const paths = Object.fromEntries([...Array(100).keys()].map(number => [`/p${number}`, { get: {} }]))
  const many = await parseOpenApi(JSON.stringify({ openapi: '3.0.0', paths }))
  expect(many).toHaveLength(40)
})

test("the app's own document is found, not a test's or a package's", async () => {
  const text = 'openapi: 3.0.0\npaths: {/a: {get: {}}}'
  const probes = [{ method: 'GET', path: '/a' }]
  const found = await findOpenApi(
    memoryApp({ 'docs/openapi.yaml': text, 'test/openapi.yaml': text, 'api/v1/swagger.json': '{}' }),
  )
  expect(found).toEqual({ file: 'docs/openapi.yaml', probes })
  expect(
    await findOpenApi(memoryApp({ 'swagger.yml': 'a: 1', 'vendor/x/openapi.json': text })),
  ).toBeUndefined()
})
