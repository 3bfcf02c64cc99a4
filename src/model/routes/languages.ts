import { blankComments } from '../../app/blank-comments.ts'

/** How the servers of one language say what they answer. */
export interface Language {
  readonly files: RegExp
  /** The text with its comments blanked out; places stay where they are. */
  readonly comments: (text: string) => string
  /** Each with the path in its first group; literals only, GET only. */
  readonly routes: readonly RegExp[]
  /** Each with the number in its first group. */
  readonly ports: readonly RegExp[]
  /**
   * Whatever may add something to what is answered: wider than `routes`, so that a match that is none of those makes
   * the list of routes incomplete. Undefined where no such list is known.
   */
  readonly registers?: RegExp
  /** Whatever reads more of a request than its path. */
  readonly reads?: RegExp
  /** A server for which every path is the same one. */
  readonly everyPath?: RegExp
}

const quoted = `["'\`](/[^"'\`\\s]*)["'\`]`

const languages: readonly Language[] = [
  {
    files: /\.go$/,
    comments: blankComments,
    // net/http with and without a method, and the routers that name methods: chi, gin, echo, fiber.
    routes: [
      /\bHandle(?:Func)?\(\s*"(?:GET )?(\/[^"\s]*)"/g,
      new RegExp(`\\b\\w+\\.(?:GET|Get)\\(\\s*${quoted}`, 'g'),
    ],
    // Run is gin's, Start echo's, Listen fiber's; a variable is what is taken where PORT is not set.
    ports: [
      /\b(?:ListenAndServe|Run|Start|Listen)\(\s*"[^":]*:(\d+)"/g,
      /\bAddr:\s*"[^":]*:(\d+)"/g,
      /\b(?:http|server|app|listen|web)?_?port\s*:?=\s*":?(\d{2,5})"/gi,
      /\b(?:default|http|server|listen)?_?addr(?:ess)?\s*:?=\s*"(?:0\.0\.0\.0)?:(\d{2,5})"/gi,
      // Helpers that people write: getEnv("PORT", "8080").
      /\bget_?env\w*\(\s*"(?:HTTP_|SERVER_|APP_|WEB_|LISTEN_)?PORT"\s*,\s*":?(\d{2,5})"/gi,
      /\bflag\.String(?:Var)?\([^)\n]*"(?:http|listen|port|addr(?:ess)?)"\s*,\s*"(?:0\.0\.0\.0)?:?(\d{2,5})"/g,
    ],
    registers:
      /(?<!Header\(\)\.)\b(?:Handle\w*|Any|Match|Add|All|Method\w*|Path\w*|NoRoute|NoMethod|NotFound\w*|Static\w*|File\w*|Mount|Group|Route|Register\w*|ServeHTTP|ServeFile\w*|GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS|Get|Post|Put|Patch|Delete|Head|Options|Trace|Connect)\(|"(?:net\/http\/pprof|expvar)"/g,
    // `w.Header()` is what is written.
    reads:
      /(?<!\bw)(?<!Writer)\.(?:URL|Method|Body|Form|PostForm|MultipartForm|Header|Host|RequestURI|RemoteAddr|TLS|UserAgent|Referer|FormValue|FormFile|Cookies?|PathValue|URLParam\w*|URLFormat|RouteContext|Query\w*|DefaultQuery|Params?|ParamsParser|PostForm\w*|Should\w+|Bind\w*|GetHeader|ClientIP|FullPath|OriginalURL|BasicAuth|Vars)\b/,
    everyPath: /\bHandle(?:Func)?\(\s*"\/"/g,
  },
  {
    files: /\.[cm]?[jt]s$/,
    comments: blankComments,
    routes: [
      new RegExp(`\\b(?:app|router|server|fastify)\\.get\\(\\s*${quoted}\\s*,`, 'g'),
      // hapi
      new RegExp(`\\.route\\(\\s*\\{\\s*method:\\s*['"]GET['"],\\s*path:\\s*${quoted}`, 'g'),
    ],
    ports: [
      /\.listen\(\s*(\d{2,5})\b/g,
      /\.listen\(\s*\{[^}]*?\bport:\s*(\d{2,5})\b/g,
      /\b(?:Deno|Bun)\.serve\(\s*\{[^}]*?\bport:\s*(\d{2,5})\b/g,
      // Bun serves what a program exports.
      /\bexport default \{[^}]*?\bport:\s*(\d{2,5})\b/g,
    ],
    // What only looks at a request on its way is no route: loggers, body parsers, security headers.
    registers:
      /\.(?:get|post|put|patch|delete|del|head|options|all|route|register|mount|static|any|ws)\(|\.use\((?!\s*(?:cors|helmet|compression|morgan|logger|bodyParser\.\w+|express\.(?:json|urlencoded))\()|\bcreate(?:Secure)?Server\(\s*(?!\w+\s*\))|['"](?:next|@nestjs\/[\w-]+|socket\.io|ws|restify|connect|serve-static|polka)['"]|\bon\(\s*['"](?:request|upgrade|connection)['"]/g,
    reads:
      /\.(?:url|originalUrl|path|pathname|query|params|body|headers|header|cookies|method|hostname|payload|state)\b|\bon\(\s*['"]data['"]|\{[^}]*\b(?:query|params|headers|body)\b[^}]*\}\s*(?:,[^)]*)?\)\s*=>/,
    everyPath: /\bcreate(?:Secure)?Server\(\s*(?:async\s+)?(?:function\b|\()/g,
  },
  {
    files: /\.java$/,
    comments: blankComments,
    // Only where the class itself has no prefix; see `prefixed`. The last one is Spark.
    routes: [
      new RegExp(`@GetMapping\\(\\s*(?:(?:value|path)\\s*=\\s*)?${quoted}`, 'g'),
      /\bcreateContext\(\s*"(\/[^"\s]*)"/g,
      /(?<![.\w@])get\(\s*"(\/[^"\s]*)"\s*,/g,
    ],
    ports: [
      /\bnew InetSocketAddress\(\s*(\d{2,5})\s*\)/g,
      /\bgetOrDefault\(\s*"PORT"\s*,\s*"(\d{2,5})"\s*\)/g,
    ],
    registers:
      /@\w*Mapping\b|@Path\b|@RepositoryRestResource\b|@WebServlet\b|\bextends HttpServlet\b|\bcreateContext\(|\bRouterFunction|\baddResource|(?<![.\w@])(?:get|post|put|patch|delete|head|options|path|before|after|redirect|webSocket|notFound)\s*[(.]|\b(?:s|externalS)taticFile\w*[(.]/g,
    reads:
      /@(?:RequestParam|PathVariable|RequestBody|RequestHeader|CookieValue|ModelAttribute)\b|\b(?:HttpServletRequest|ServerHttpRequest|HttpHeaders|Principal)\b|\.(?:getRequest\w*|getQuery\w*|queryParams?|queryString|params?|headers?|body|session|cookies?|uri|url|pathInfo|splat)\(/,
    // It takes what is below, too.
    everyPath: /\bcreateContext\(\s*"\/"/g,
  },
  {
    files: /\.py$/,
    comments: blankHashes,
    // Flask, FastAPI, Flask-RESTful
    routes: [
      /@app\.route\(\s*["'](\/[^"'\s]*)["']\s*(?:,\s*methods\s*=\s*\[\s*["']GET["']\s*\]\s*)?\)/g,
      /@app\.get\(\s*["'](\/[^"'\s]*)["']/g,
      /\bapi\.add_resource\(\s*\w+\s*,\s*["'](\/[^"'\s]*)["']\s*\)/g,
    ],
    ports: [],
    registers:
      /@\w+(?:\.\w+)*\.(?:route|get|post|put|patch|delete|head|options|api_route|websocket\w*|\w*errorhandler|exception_handler|before_\w+|after_request|middleware)\b|\.(?:add_\w+|include_router|register_\w+|mount|init_app)\(|\bStaticFiles\(|\bstatic_(?:folder|url_path)\b|\burlpatterns\b|\bdef (?:post|put|patch|delete)\(|\bApi\((?!\w+\))|\w*RequestHandler\b|\b(?:from|import) (?:django|tornado|bottle|aiohttp|sanic|falcon|pyramid|cherrypy|flask_(?!restful\b)\w+|dash|streamlit|gradio)\b/g,
    // FastAPI takes an argument of the function from the query.
    reads:
      /(?<!\burllib\.)\brequest\b|\bRequest\b|\breqparse\b|\b(?:Query|Body|Header|Form|Depends|Cookie)\(|@app\.get\([^)]*\)\s*(?:async\s+)?def\s+\w+\(\s*[^)\s]/,
  },
  {
    files: /\.rb$|(?:^|\/)config\.ru$/,
    comments: blankHashes,
    // Sinatra
    routes: [/^[ \t]*get\s*\(?\s*["'](\/[^"'\s]*)["']\)?\s+do\b/gm],
    ports: [
      /^[ \t]*set\s*\(?\s*:port\s*,\s*(\d{2,5})\b/gm,
      /\bTCPServer\.new\(\s*(?:["'][^"'\n]*["']\s*,\s*)?(\d{2,5})\s*\)/g,
      /\bENV\.fetch\(\s*["']PORT["']\s*(?:,\s*["']?|\)\s*\{\s*["']?)(\d{2,5})\b/g,
    ],
    registers:
      /^[ \t]*(?:get|post|put|patch|delete|head|options|link|unlink|before|after|use|mount|map|namespace|resources?|root|register|not_found|error|set\s+:(?:public_folder|static))\b/gm,
    reads: /\b(?:params|request|env|session|cookies|headers)\b/,
  },
  {
    files: /(?:^|\/)application\.properties$/,
    comments: text => text,
    routes: [],
    ports: [/^server\.port\s*=\s*(\d+)\s*$/gm],
  },
]

export const languageOf = (file: string): Language | undefined =>
  languages.find(({ files }) => files.test(file))

/** Lines that are a comment: behind code, `#` may as well stand in a string. */
function blankHashes(text: string): string {
  return text.replace(/^[ \t]*#[^\n]*/gm, piece => ' '.repeat(piece.length))
}
