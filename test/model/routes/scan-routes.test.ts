import { expect, test } from 'vitest'
import { memoryApp } from '../../../src/app/memory-app.ts'
import { scanRoutes } from '../../../src/model/routes/scan-routes.ts'

const found = (path: string, text: string) => {
  const { routes, ports, withParameters } = scanRoutes(memoryApp({ [path]: text }))
  return {
    routes: routes.map(route => `${route.path} ${route.evidence.range?.start.line}`),
    ports: ports.map(({ port }) => port),
    withParameters,
  }
}

test('Go: routes with and without a method, other methods and parameters left out', () => {
  const text = [
    'mux.HandleFunc("/health", health)',
    'mux.HandleFunc("GET /api/books", books)',
    'mux.HandleFunc("POST /api/books", add)',
    'mux.Handle("/api/books/{id}", one)',
    '// mux.HandleFunc("/old", old)',
    'log.Fatal(http.ListenAndServe(":8080", mux))',
  ].join('\n')
  expect(found('main.go', text)).toEqual({
    routes: ['/health 1', '/api/books 2'],
    ports: [8080],
    withParameters: ['/api/books/{id}'],
  })
})

test.each([
  ['main.go', 'const defaultAddress = ":9090"', 9090],
  ['main.go', 'httpPort := "8081"', 8081],
  ['main.go', 'port := getEnv("HTTP_PORT", "8082")', 8082],
  ['main.go', 'addr := flag.String("addr", ":8083", "where to listen")', 8083],
  ['main.ts', 'Deno.serve({ hostname: "::", port: 8000 }, answer)', 8000],
  ['index.ts', 'Bun.serve({ port: 3000, fetch })', 3000],
  ['index.ts', 'export default { port: 3000, fetch: app.fetch }', 3000],
  ['src/main/java/com/example/shop/Main.java', 'new InetSocketAddress(8080)', 8080],
  ['Main.java', 'int port = parseInt(System.getenv().getOrDefault("PORT", "8080"));', 8080],
  ['app.rb', 'set :port, 4567', 4567],
  ['app.rb', 'server = TCPServer.new("0.0.0.0", 9292)', 9292],
  ['app.rb', 'port = ENV.fetch("PORT", 9292)', 9292],
  ['app.rb', "port = ENV.fetch('PORT') { 9292 }", 9292],
])('%s with %s listens on %i', (file, text, port) => {
  expect(found(file, text).ports).toEqual([port])
})

test.each([
  ['main.ts', 'Deno.serve({ port: Number(Deno.env.get("PORT")) }, answer)'],
  ['app.rb', 'TCPServer.new(host, port)'],
])('%s with %s has a port that is computed', (file, text) => {
  expect(found(file, text).ports).toEqual([])
})

test('Express: a setting is no route', () => {
  const text = [
    "app.get('/users', users)",
    "app.get('/users/:id', user)",
    "app.post('/users', add)",
    "app.get('view engine')",
    'app.listen(3000)',
  ].join('\n')
  expect(found('src/server.js', text)).toEqual({
    routes: ['/users 1'],
    ports: [3000],
    withParameters: ['/users/:id'],
  })
})

test('Spring: a prefix of the class makes the whole path unknown', () => {
  expect(found('A.java', '@GetMapping("/items")').routes).toEqual(['/items 1'])
  const prefixed = '@RequestMapping("/api")\nclass A {\n@GetMapping("/items")\n}'
  expect(found('A.java', prefixed)).toEqual({ routes: [], ports: [], withParameters: ['/items'] })
  expect(
    found('src/main/resources/application.properties', '#server.port=1\nserver.port=9090\n').ports,
  ).toEqual([9090])
})

test('what tests and dependencies say is not the app', () => {
  for (const path of ['main_test.go', 'node_modules/x/a.js', 'test/server.js', 'vendor/a/main.go'])
    expect(found(path, 'app.get("/x", y); mux.HandleFunc("/x", y)').routes).toEqual([])
})
