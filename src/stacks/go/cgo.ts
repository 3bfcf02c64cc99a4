import type { GoMod } from '../../app/go-mod.ts'
import type { Evidence } from '../../model/change.ts'
import { type GoProgram, importOf } from './go-sources.ts'

/**
 * Whether the program needs cgo.
 * - `off`: it cannot, or the original builds without it already; a static binary behaves the same.
 * - `on`: some package of it uses cgo.
 * - `unknown`: it uses modules whose sources are not here; cgo stays as it is.
 */
export interface CgoJudgement {
  readonly state: 'off' | 'on' | 'unknown'
  readonly because: string
  readonly evidence: readonly Evidence[]
}

/** What the original build says: its ENV, its base image, and whether it installs a C compiler. */
export interface CgoSetting {
  /** CGO_ENABLED where ENV or the command sets it. */
  readonly setting: string | undefined
  /** True where the build image has no C compiler, so that Go switches cgo off by itself (Go 1.20). */
  readonly noCompiler: boolean
  readonly evidence: Evidence
}

/** Modules that do nothing, or something else, without cgo. A prefix counts for what is below it. */
const needCgo = [
  'gioui.org',
  'fyne.io/fyne',
  'github.com/DataDog/zstd',
  'github.com/bytecodealliance/wasmtime-go',
  'github.com/chai2010/webp',
  'github.com/confluentinc/confluent-kafka-go',
  'github.com/davidbyttow/govips',
  'github.com/duckdb/duckdb-go',
  'github.com/ebitengine/oto',
  'github.com/go-gl',
  'github.com/godror/godror',
  'github.com/google/gopacket',
  'github.com/gopacket/gopacket',
  'github.com/gotk3/gotk3',
  'github.com/h2non/bimg',
  'github.com/hajimehoshi/ebiten',
  'github.com/kolesa-team/go-webp',
  'github.com/libgit2/git2go',
  'github.com/linxGNU/grocksdb',
  'github.com/marcboeker/go-duckdb',
  'github.com/mattn/go-oci8',
  'github.com/mattn/go-sqlite3',
  'github.com/miekg/pkcs11',
  'github.com/pebbe/zmq4',
  'github.com/rogchap/v8go',
  'github.com/smacker/go-tree-sitter',
  'github.com/tecbot/gorocksdb',
  'github.com/tree-sitter/go-tree-sitter',
  'github.com/valyala/gozstd',
  'github.com/veandco/go-sdl2',
  'github.com/wasmerio/wasmer-go',
  'github.com/yalue/onnxruntime_go',
  'gocv.io/x/gocv',
  'gopkg.in/gographics/imagick',
  'gorm.io/driver/sqlite',
  'rogchap.com/v8go',
]

/** Modules that are known to be pure Go. Others are not judged by their name. */
const pureGo = [
  'github.com/BurntSushi/toml',
  'github.com/cespare/xxhash',
  'github.com/davecgh/go-spew',
  'github.com/gin-contrib',
  'github.com/gin-gonic/gin',
  'github.com/go-chi',
  'github.com/go-playground',
  'github.com/go-sql-driver/mysql',
  'github.com/gofiber/fiber',
  'github.com/golang-jwt/jwt',
  'github.com/golang/protobuf',
  'github.com/google/go-cmp',
  'github.com/google/uuid',
  'github.com/gorilla',
  'github.com/jackc',
  'github.com/joho/godotenv',
  'github.com/julienschmidt/httprouter',
  'github.com/labstack',
  'github.com/lib/pq',
  'github.com/mattn/go-colorable',
  'github.com/mattn/go-isatty',
  'github.com/pkg/errors',
  'github.com/redis/go-redis',
  'github.com/rs/zerolog',
  'github.com/sirupsen/logrus',
  'github.com/spf13',
  'github.com/stretchr/testify',
  'go.uber.org/multierr',
  'go.uber.org/zap',
  'golang.org/x/crypto',
  'golang.org/x/exp',
  'golang.org/x/net',
  'golang.org/x/sync',
  'golang.org/x/sys',
  'golang.org/x/text',
  'golang.org/x/time',
  'google.golang.org/grpc',
  'google.golang.org/protobuf',
  'gopkg.in/yaml.v2',
  'gopkg.in/yaml.v3',
]

/** Judges cgo over the program's own files, its vendored modules and the names of the others. */
export function judgeCgo(program: GoProgram, mod: GoMod, original: CgoSetting): CgoJudgement {
  if (original.setting === '0') {
    return { state: 'off', because: 'the original already builds without cgo', evidence: [original.evidence] }
  }
  const own = importOf(program, 'C')
  if (own) return { state: 'on', because: 'a package of the program is written in C', evidence: [own] }
  const needing = mod.requires.find(each => isBelowAny(each.module, needCgo))
  if (needing && program.foreign.length > 0) {
    const fact = `${needing.module} needs cgo`
    return { state: 'on', because: fact, evidence: [{ file: mod.path, range: needing.range, fact }] }
  }
  if (original.noCompiler) {
    const because = 'the build image has no C compiler, so Go builds without cgo already'
    return { state: 'off', because, evidence: [original.evidence] }
  }
  const unread =
    program.foreign.length === 0 ? undefined : mod.requires.find(each => !isBelowAny(each.module, pureGo))
  if (unread) {
    const fact = `${unread.module} may use cgo: its sources are not in the context`
    return { state: 'unknown', because: fact, evidence: [{ file: mod.path, range: unread.range, fact }] }
  }
  const fact =
    program.foreign.length === 0
      ? 'only the standard library and packages that are here'
      : 'only modules known to be pure Go'
  return {
    state: 'off',
    because: 'no package of the module graph uses cgo',
    evidence: [{ file: mod.path, range: mod.moduleRange, fact }],
  }
}

const isBelowAny = (module: string, names: readonly string[]) =>
  names.some(name => module === name || module.startsWith(`${name}/`))
