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

/**
 * Modules that need cgo and bring all that they compile or link with: C sources, or static libraries for Linux with
 * glibc. Beside them they need the C (or C++) library alone. Source: the `#cgo` lines of each, as of November 2026.
 */
const ownSources = [
  'github.com/DataDog/zstd',
  'github.com/chai2010/webp',
  'github.com/confluentinc/confluent-kafka-go',
  'github.com/duckdb/duckdb-go',
  'github.com/marcboeker/go-duckdb',
  'github.com/mattn/go-sqlite3',
  'github.com/smacker/go-tree-sitter',
  'github.com/tree-sitter/go-tree-sitter',
  'github.com/valyala/gozstd',
  // A driver over mattn/go-sqlite3.
  'gorm.io/driver/sqlite',
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

/** True for a module that does nothing, or something else, without cgo. */
export const needsCgo = (module: string) => isBelowAny(module, needCgo)

/** True for a module that is known to be pure Go. */
export const isPureGo = (module: string) => isBelowAny(module, pureGo)

/** True for a module with cgo that builds wherever a C compiler is, and runs wherever a C library is. */
export const bringsItsC = (module: string) => isBelowAny(module, ownSources)

const isBelowAny = (module: string, names: readonly string[]) =>
  names.some(name => module === name || module.startsWith(`${name}/`))
