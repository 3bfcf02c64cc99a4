import { type Folder, folderOf, type Naive, procfile } from './folder.ts'
import { naiveNode } from './node.ts'
import { naivePython } from './python.ts'

/**
 * A single-stage Dockerfile as a beginner writes one: the whole folder, the usual commands, the full image. By general
 * rules and not by hand, so that no app gets one that suits laststage. Undefined where no rule knows the app.
 */
export function naiveDockerfile(root: string, port: number | undefined): string | undefined {
  const folder = folderOf(root, port)
  for (const recipe of [naiveNode, go, java, ruby, rust, naivePython, deno, cpp, shell, html]) {
    const naive = recipe(folder)
    if (naive === undefined) continue
    const { image, tools = [], steps, command } = naive
    const expose = port === undefined ? [] : [`EXPOSE ${port}`]
    return `${[`FROM ${image}`, ...tools, 'WORKDIR /app', 'COPY . .', ...steps, ...expose, `CMD ${command}`].join('\n')}\n`
  }
  return undefined
}

function go({ has, read, inside }: Folder): Naive | undefined {
  if (!has('go.mod') && !has('go.work')) return undefined
  const version = Number(/^go 1\.(\d+)/m.exec(read('go.mod') || read('go.work'))?.[1] ?? 24)
  const used = /^\s*(?:use )?(\.\/\w+)/m.exec(read('go.work'))?.[1]
  const main = used ?? (has('main.go') ? '.' : `./cmd/${inside('cmd')[0] ?? ''}`)
  return {
    image: version > 23 ? 'golang:1.24' : 'golang:1.23',
    // The stand-ins are no newer; this has the toolchain fetched that go.mod asks for.
    tools: version > 24 ? ['ENV GOTOOLCHAIN=auto'] : [],
    steps: [`RUN go build -o app ${main}`],
    command: '["./app"]',
  }
}

function java({ has }: Folder): Naive | undefined {
  if (!has('pom.xml')) return undefined
  return {
    image: 'maven:3.9-eclipse-temurin-21',
    steps: ['RUN mvn -q package -DskipTests'],
    command: 'java -jar target/*.jar',
  }
}

function ruby(folder: Folder): Naive | undefined {
  if (!folder.has('Gemfile')) return undefined
  const started = folder.has('config.ru') ? 'bundle exec rackup --host 0.0.0.0 --port 3000' : 'ruby app.rb'
  return { image: 'ruby:3.3', steps: ['RUN bundle install'], command: procfile(folder) ?? started }
}

function rust({ has, read }: Folder): Naive | undefined {
  if (!has('Cargo.toml')) return undefined
  const name = /^name = "([^"]+)"/m.exec(read('Cargo.toml'))?.[1]
  const started = name === undefined ? 'cargo run --release --offline' : `./target/release/${name}`
  return { image: 'rust:1.85', steps: ['RUN cargo build --release'], command: started }
}

function deno({ has }: Folder): Naive | undefined {
  if (!has('deno.json') && !has('deno.jsonc')) return undefined
  return {
    image: 'denoland/deno:latest',
    steps: ['RUN deno cache main.ts'],
    command: '["deno", "run", "-A", "main.ts"]',
  }
}

function cpp({ has, read }: Folder): Naive | undefined {
  const cmake = /add_executable\(([\w-]+)/.exec(read('CMakeLists.txt'))?.[1]
  const meson = /executable\('([^']+)'/.exec(read('meson.build'))?.[1]
  const name = cmake ?? meson
  if (name === undefined) return undefined
  const tools = has('meson.build') ? 'meson' : 'cmake'
  const build = has('meson.build')
    ? 'meson setup build && meson compile -C build'
    : 'cmake -B build && cmake --build build'
  return {
    image: 'debian:trixie',
    tools: [`RUN apt-get update && apt-get install -y build-essential pkg-config ${tools}`],
    steps: [`RUN ${build}`],
    command: `["./build/${name}"]`,
  }
}

function shell({ has }: Folder): Naive | undefined {
  const script = ['start.sh', 'run.sh'].find(has)
  if (script === undefined) return undefined
  return { image: 'debian:trixie', steps: [], command: `["bash", "${script}"]` }
}

function html({ files, has, port }: Folder): Naive | undefined {
  const inside = files.find(file => has(`${file}/index.html`))
  if (!has('index.html') && inside === undefined) return undefined
  const where = has('index.html') ? '.' : inside
  const command = `["python", "-m", "http.server", "${port ?? 80}", "-d", "${where}"]`
  return { image: 'python:3.13-slim', steps: [], command }
}
