import type { AppFiles } from '../app/app-files.ts'
import type { Change } from '../model/change.ts'
import type { Needs, Plan } from '../model/stack-facts.ts'

/**
 * Has the program of a new Dockerfile run as a user without rights, where nothing in the folder hints at files that it
 * writes: they would be in folders of root's. The folder is searched once for all plans.
 */
export function withOwnUser(app: AppFiles): (plan: Plan) => Plan {
  let writes: boolean | undefined
  return plan => ownUser(plan, () => (writes ??= mayWrite(app)))
}

function ownUser(plan: Plan, writes: () => boolean): Plan {
  if ('kept' in plan.needs) return plan
  const { needs } = plan
  const user = userOf(needs)
  const start = needs.after.findIndex(line => /^(?:#[^\n]*\n)*(?:ENTRYPOINT|CMD)\b/.test(line))
  if (user === undefined || start < 0 || needsRoot(needs, start) || writes()) return plan
  const change: Change = {
    id: 'own-user',
    title: `Run as the user ${user.name}, who has no rights`,
    because: 'Nothing here writes files or needs root, and who breaks into the program is not root then.',
    evidence: [],
    applicability: 'needs-verification',
  }
  const after = [...needs.after.slice(0, start), `USER ${user.line}`, ...needs.after.slice(start)]
  return { ...plan, needs: { ...needs, after }, changes: [...plan.changes, change] }
}

interface User {
  readonly name: string
  readonly line: string
}

const nonroot: User = { name: 'nonroot', line: '65532:65532' }

/**
 * A user that the image has. Sources: distroless' passwd (65532), Dockerfiles of docker-node and Bun, Debian's passwd.
 * Of the others none is taken: bundler wants a home, and a server's image has its own ways.
 */
function userOf({ runtime }: Needs): User | undefined {
  if (runtime.kind !== 'image') return nonroot
  const { image } = runtime
  if (image === 'scratch') return nonroot
  if (image.startsWith('gcr.io/distroless/')) return image.endsWith('nonroot') ? undefined : nonroot
  if (image.startsWith('node:')) return { name: 'node', line: 'node' }
  if (/^oven\/bun:(?!.*distroless)/.test(image)) return { name: 'bun', line: 'bun' }
  return /^python:\S*slim$/.test(image) ? { name: 'nobody', line: 'nobody' } : undefined
}

/**
 * Whether a user is named, something is done after the start is named, or no port above those that were root's is
 * named: what serves nobody may be a tool that writes into a folder of its user's.
 */
function needsRoot({ before, after }: Needs, start: number): boolean {
  const lines = [...before, ...after]
  const ports = lines.flatMap(line => [...line.matchAll(/^EXPOSE (\d+)/gm)].map(match => Number(match[1])))
  return (
    lines.some(line => /^(?:#[^\n]*\n)*USER\b/.test(line)) ||
    after.slice(start).some(line => /^(?:#[^\n]*\n)*(?:RUN|COPY|ADD)\b/.test(line)) ||
    ports.length === 0 ||
    ports.some(port => port < 1024)
  )
}

const code = /\.(?:[cm]?[jt]sx?|py|go|rs|java|kts?|scala|groovy|c|cc|cpp|h|hpp|properties|ya?ml|xml)$/
const manifest =
  /(?:^|\/)(?:package\.json|pyproject\.toml|Pipfile|requirements[\w.-]*|go\.mod|Cargo\.toml|pom\.xml|build\.gradle(?:\.kts)?)$/
const beside =
  /(?:^|\/)(?:tests?|__tests__|testdata|node_modules|\.yarn|\.github|docs?)\/|[._](?:test|spec)\.\w+$|\.config\.\w+$/

const writing = new RegExp(
  [
    // Node, Bun, Deno
    String.raw`\b(?:writeFile|appendFile|createWriteStream|outputFile|outputJson|mkdirp?|mkdirSync|mkdtemp|ensureDir|copyFile|rename|openSync|diskStorage|transports\.File|pino\.destination|Bun\.write|Deno\.(?:write|mkdir|create|open))`,
    // Python
    String.raw`\b(?:makedirs|write_text|write_bytes|to_csv|to_excel|savefig|\w*FileHandler|FileSystemStorage|FileSystemCache|urlretrieve|basicConfig\([^)\n]*filename|MEDIA_ROOT|UPLOAD_FOLDER|shelve|shutil|joblib\.dump|np\.save|torch\.save)\b|\.save\(\s*(?:f?["']|os\.path)|\bopen\([^)\n]*["'](?:[wxa][bt]?\+?|r\+b?)["']`,
    // Go
    String.raw`\b(?:WriteFile|MkdirAll|MkdirTemp|SaveUploadedFile|SaveFile|WriteConfig\w*)\(|\bautocert\.DirCache|\bos\.(?:Create|Mkdir|OpenFile|Rename)`,
    // Rust, C
    String.raw`\b(?:File::create|OpenOptions|create_dir\w*|fs::write|tracing_appender|log4rs|flexi_logger|ofstream)\b|\bfopen\(`,
    // The JVM
    String.raw`\b(?:FileOutputStream|FileWriter|RandomAccessFile|transferTo|ImageIO\.write|writeText|writeBytes|mkdirs|\w*FileAppender)\b|<RollingFile|<File\b|\bFiles\.(?:write\w*|create\w*|copy|move|new(?:BufferedWriter|OutputStream))\(|jdbc:h2:(?!mem)|logging\.file`,
    String.raw`sqlite|["']filesystem["']`,
  ].join('|'),
  'i',
)

/** Packages that keep files, beside the app or in a home: databases, uploads, logs, models, caches of frameworks. */
const keeping =
  /sqlite|leveldb|lowdb|nedb|tinydb|zodb|lokijs|json-(?:db|server)|file-store|diskcache|\blevel\b|pocketbase|strapi|payload|keystone|medusa|directus|parse-server|multer|formidable|busboy|rotat|lumberjack|bolt|badger|sled|rocksdb|lucene|hsqldb|derby|chromadb|faiss|huggingface|transformers|nltk|matplotlib|torch|tensorflow|keras|whisper|ultralytics|easyocr|datasets|spacy|streamlit|gradio|jupyter|notebook|mlflow|prefect|airflow|superset|celery|node-red|n8n|ghost|verdaccio|"(?:next|i18n|conf|node-persist)"|puppeteer|playwright/i

/** Wide on purpose: what only looks like it leaves the program root's. */
function mayWrite(app: AppFiles): boolean {
  return app
    .list()
    .filter(path => !beside.test(path))
    .some(path => {
      if (manifest.test(path)) return keeping.test(app.read(path) ?? '')
      return code.test(path) && writing.test(app.read(path) ?? '')
    })
}
