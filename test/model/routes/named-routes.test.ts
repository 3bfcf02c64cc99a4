import { describe, expect, test } from 'vitest'
import { memoryApp } from '../../../src/app/memory-app.ts'
import { namedRoutes } from '../../../src/model/routes/named-routes.ts'

const of = (files: Readonly<Record<string, string>>) => namedRoutes(memoryApp(files))

describe('the sources name all that is answered', () => {
  test.each([
    [
      'gin',
      'main.go',
      'r := gin.Default()\nr.GET("/", func(c *gin.Context) { c.JSON(200, gin.H{}) })\nr.Run()',
    ],
    [
      'chi',
      'main.go',
      'func handler(w http.ResponseWriter, r *http.Request) { w.Header().Set("a", "b") }\nr.Use(middleware.Logger)\nr.Get("/", handler)\nhttp.ListenAndServe(":80", r)',
    ],
    ['Express', 'server.js', "app.use(cors())\napp.get('/', (req, res) => res.send('hi'))\napp.listen(3000)"],
    ['hapi', 'server.js', "server.route({\n method: 'GET',\n path: '/',\n handler: (request, h) => 'hi' })"],
    ['Flask', 'app.py', "app = Flask(__name__)\n@app.route('/')\ndef hello():\n    return 'hi'"],
    [
      'Flask-RESTful',
      'app.py',
      "from flask_restful import Api\napi = Api(app)\nclass A(Resource):\n  def get(self):\n    return {}\napi.add_resource(A, '/')",
    ],
    ['FastAPI', 'main.py', '@app.get("/")\ndef hello():\n    return {"a": 1}'],
    ['Sinatra', 'app.rb', "require 'sinatra'\nget '/' do\n  'hi'\nend"],
    ['Spring', 'A.java', '@RestController class A { @GetMapping("/") String home() { return "hi"; } }'],
    ['Spark', 'A.java', 'import static spark.Spark.*;\nget("/", (req, res) -> "hi");'],
  ])('%s', (_, file, text) => {
    expect(of({ [file]: text })).toMatchObject({ paths: ['/'], all: true, everyPath: false })
  })

  test('several routes', () => {
    const text = "app.get('/', home)\napp.get('/health', health)"
    expect(of({ 'server.js': text, 'server.test.js': "app.post('/x', y)" })).toMatchObject({
      paths: ['/', '/health'],
      all: true,
      everyPath: false,
    })
  })
})

describe('one answer for every path', () => {
  test.each([
    [
      'net/http',
      'main.go',
      'mux.HandleFunc("/", hello)\nw.Header().Add("A", "b")\nhttp.ListenAndServe(":80", mux)',
    ],
    ['HttpServer', 'A.java', 'server.createContext("/", exchange -> exchange.close());'],
    ['node:http', 'index.js', "http.createServer((req, res) => res.end('hi')).listen(3000)"],
  ])('%s', (_, file, text) => {
    expect(of({ [file]: text })).toMatchObject({ paths: ['/'], all: true, everyPath: true })
  })

  test('is not said where another route stands beside it', () => {
    const { everyPath } = of({ 'main.go': 'http.HandleFunc("/", a)\nhttp.HandleFunc("/b", b)' })
    expect(everyPath).toBe(false)
  })
})

describe('the sources may not name all', () => {
  test.each([
    ['another method', { 'main.go': 'r.GET("/", a)\nr.POST("/", b)' }],
    ['a parameter', { 'main.go': 'r.GET("/", a)\nr.GET("/u/:id", b)' }],
    ['a path that is computed', { 'main.go': 'r.GET("/", a)\nr.GET(prefix+"/b", b)' }],
    ['a handler that looks at the path', { 'main.go': 'http.HandleFunc("/", a)\nfunc a() { r.URL.Path }' }],
    ['files that are served', { 'main.go': 'r.GET("/", a)\nr.Static("/assets", "./assets")' }],
    ['a header that is read', { 'main.go': 'r.GET("/", a)\nfunc a(c *gin.Context) { c.Request.Header }' }],
    ['pprof', { 'main.go': 'import _ "net/http/pprof"\nhttp.HandleFunc("/", a)' }],
    ['a router from elsewhere', { 'a.js': "app.get('/', a)\napp.use('/api', require('./api'))" }],
    ['a query', { 'a.js': "app.get('/', (req, res) => res.send(req.query.q))" }],
    ['a query, taken apart', { 'a.js': "app.get('/', ({ query }, res) => res.send(query.q))" }],
    ['a server that looks at the URL', { 'a.js': 'createServer((q, s) => s.end(q.url))' }],
    ['a handler under another name', { 'a.js': "app.get('/', a)\nserver.on('request', other)" }],
    ['a function argument from the query', { 'a.py': '@app.get("/")\ndef a(q: str = ""):\n  return q' }],
    ['a form', { 'a.py': "@app.route('/', methods=['GET', 'POST'])\ndef a():\n  return 'x'" }],
    [
      'a folder under another name',
      { 'a.py': "Flask(n, static_folder='a')\n@app.route('/')\ndef a():\n  'x'" },
    ],
    ['a folder of Sinatra', { 'a.rb': "set :public_folder, 'a'\nget '/' do\n  'x'\nend" }],
    ['resources of Spring', { 'A.java': '@GetMapping("/")\nregistry.addResourceHandler("/f/**")' }],
    [
      'a method of a resource',
      { 'a.py': "class A(Resource):\n  def post(self):\n    return {}\napi.add_resource(A, '/')" },
    ],
    ['a prefix of all resources', { 'a.py': "api = Api(app, prefix='/v1')\napi.add_resource(A, '/')" }],
    ['a second path of a resource', { 'a.py': "api.add_resource(A, '/', '/a')" }],
    ['a blueprint', { 'a.py': "@app.route('/')\ndef a():\n  return 'x'\napp.register_blueprint(b)" }],
    [
      'an admin of another package',
      { 'a.py': "import flask_admin\n@app.route('/')\ndef a():\n  return 'x'" },
    ],
    ['parameters of Sinatra', { 'a.rb': "get '/' do\n  params[:q]\nend" }],
    ['Spring that serves data', { 'A.java': '@GetMapping("/")', 'pom.xml': 'spring-boot-starter-actuator' }],
    ['a folder of static files', { 'a.py': "@app.route('/')\ndef a():\n  return 'x'", 'static/a.css': '' }],
    ['a second language', { 'a.js': "app.get('/', a)", 'b.py': 'pass' }],
    ['a language that is not read', { 'src/main.rs': '#[get("/")]' }],
    ['no route at all', { 'main.go': 'fmt.Println("hi")' }],
    ['code in a folder that is not read', { 'a.js': "app.get('/', a)", 'vendor/b.js': '' }],
  ])('%s', (_, files) => {
    expect(of(files)).toMatchObject({ all: false, everyPath: false })
  })
})
