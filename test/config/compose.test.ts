import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { memoryApp } from '../../src/app/memory-app.ts'
import { readAppFolder } from '../../src/app/read-app-folder.ts'
import { readCompose } from '../../src/config/compose/read-compose.ts'
import { splitWords } from '../../src/config/compose/split-words.ts'
import { withProject } from '../../src/config/project.ts'

/** What a Compose file says, beside some files. */
function read(compose: string, files: Readonly<Record<string, string>> = {}, appFolder = '') {
  const app = memoryApp({ 'compose.yaml': compose, ...files })
  const facts = readCompose({ files: app, path: 'compose.yaml', appFolder, dockerfile: 'Dockerfile' })
  if (facts === undefined || typeof facts === 'string') throw new Error(facts ?? 'no service is ours')
  return facts
}

const shop = `
x-db: &db
  POSTGRES_PASSWORD: \${DB_PASSWORD:-secret}
services:
  web:
    build: .
    ports: ["8080:80"]
    environment:
      DATABASE_URL: postgres://app:\${DB_PASSWORD:-secret}@db:5432/shop
      QUEUE: amqp://queue
      DEBUG: true
    env_file: web.env
    depends_on:
      db: { condition: service_healthy }
      seed: { condition: service_completed_successfully }
    healthcheck: { test: curl -f http://localhost/health, timeout: 3s }
  db:
    image: postgres:16
    environment: { <<: *db, POSTGRES_USER: app }
    command: postgres -c 'max_connections = 20'
    volumes:
      - data:/var/lib/postgresql/data
      - ./init:/docker-entrypoint-initdb.d:ro
      - /var/run/docker.sock:/var/run/docker.sock
    healthcheck: { test: [CMD, pg_isready, -U, app] }
    networks: { default: { aliases: [database] } }
    expose: ["5432"]
    privileged: true
  seed:
    image: seeder:1
    depends_on: [db]
  queue:
    image: rabbitmq:4
  worker:
    build: .
    command: work
  admin:
    image: adminer
volumes: { data: {} }
`

describe('a Compose file', () => {
  const facts = read(shop, {
    'init/1.sql': 'create table tea (id int)',
    'web.env': '# comment\nexport PORT="80"\nDEBUG=false\n',
    '.env': "DB_PASSWORD='p w'\n",
  })

  test('names the service that is built here, and its environment', () => {
    expect(facts.app).toBe('web')
    expect(facts.env).toEqual({
      PORT: '80',
      DEBUG: 'true',
      DATABASE_URL: 'postgres://app:p w@db:5432/shop',
      QUEUE: 'amqp://queue',
    })
    expect(facts.healthcheck).toEqual({
      test: ['CMD-SHELL', 'curl -f http://localhost/health'],
      timeoutMs: 3000,
    })
  })

  test('names what it depends on or calls by name, and nothing else', () => {
    expect(facts.services.map(({ name }) => name)).toEqual(['db', 'seed', 'queue'])
  })

  test('a service comes with its environment, command, check, names, ports and files', () => {
    expect(facts.services[0]).toEqual({
      name: 'db',
      image: 'postgres:16',
      command: ['postgres', '-c', 'max_connections = 20'],
      env: { POSTGRES_PASSWORD: 'p w', POSTGRES_USER: 'app' },
      aliases: ['database'],
      ports: [5432],
      healthcheck: { test: ['CMD', 'pg_isready', '-U', 'app'] },
      files: [{ from: 'init/1.sql', to: '/docker-entrypoint-initdb.d/1.sql' }],
    })
    expect(facts.services[1]).toMatchObject({ after: ['db'], ends: true })
  })

  test('what is not given is told', () => {
    expect(facts.notes).toEqual([
      'compose.yaml:17: db does not get /var/run/docker.sock: it is outside of the project',
      'compose.yaml:17: db does not get what it asks for under privileged',
    ])
  })
})

test('files that lie above the project are not given', () => {
  const { services, notes } = read(
    'services: {web: {build: ., links: [db]}, db: {image: db, volumes: ["../etc:/etc", "./none:/none"]}}',
  )
  expect(services[0]).not.toHaveProperty('files')
  expect(notes).toEqual([
    'compose.yaml:1: db does not get ../etc: it is outside of the project',
    'compose.yaml:1: db does not get ./none: there is no such file',
  ])
})

test('a whole folder is copied below its target', () => {
  const text = 'services: {web: {build: ., links: [db]}, db: {image: db, volumes: [".:/all", "./a/b:/x"]}}'
  const { services } = read(text, { 'a/b/c.txt': '' })
  expect(services[0]?.files).toEqual([
    { from: 'a/b/c.txt', to: '/all/a/b/c.txt' },
    { from: 'compose.yaml', to: '/all/compose.yaml' },
    { from: 'a/b/c.txt', to: '/x/c.txt' },
  ])
})

test('what another service lacks matters to nobody', () => {
  const text =
    'services: {web: {build: ., links: [db]}, db: {image: "db:$TAG"}, other: {image: "x:$NOT_SET"}}'
  const { services, notes } = read(text)
  expect(services).toEqual([])
  expect(notes).toEqual([
    'compose.yaml:1: the image of the service db is not known, and it is not started',
    'compose.yaml:1: TAG has no value here; what it stands in is empty',
  ])
})

test('a service that is built is not started, and that is told', () => {
  const { services, notes } = read('services: {web: {build: ., depends_on: [api]}, api: {build: ./api}}')
  expect(services).toEqual([])
  expect(notes.join()).toContain('the service api is built, and is not started')
})

test('another role of the app itself runs the image that is observed', () => {
  const { services, notes } = read(`services:
  web: { build: ., ports: [80], depends_on: { migrate: { condition: service_completed_successfully } } }
  migrate: { build: ., command: migrate up, depends_on: [db, debug] }
  debug: { build: { context: ., target: debug } }
  db: { image: db }`)
  expect(services).toEqual([
    {
      name: 'migrate',
      image: '.',
      command: ['migrate', 'up'],
      env: {},
      aliases: [],
      ports: [],
      after: ['db', 'debug'],
      ends: true,
    },
    { name: 'db', image: 'db', env: {}, aliases: [], ports: [] },
  ])
  expect(notes.join()).toContain('the service debug is built, and is not started')
})

test('variables come from .env alone, and missing ones are told', () => {
  const { env, notes } = read(
    'services: {web: {build: ., environment: ["HOME=$HOME", "A=${B?needed}", TOKEN]}}',
  )
  expect(env).toEqual({ HOME: '', A: '' })
  expect(notes).toEqual([
    'compose.yaml:1: TOKEN has no value here, and is left out',
    'compose.yaml:1: HOME has no value here; what it stands in is empty',
    'compose.yaml:1: B has no value here; what it stands in is empty',
  ])
})

test('of several services that are built here, that of our Dockerfile counts, and one with ports', () => {
  const text = `services:
  test: { build: { context: ., dockerfile: Dockerfile.test } }
  worker: { build: . }
  web: { build: { context: ./ }, ports: [80] }`
  expect(read(text).app).toBe('web')
})

const say = (text: string) =>
  readCompose({
    path: 'compose.yaml',
    appFolder: '',
    dockerfile: 'Dockerfile',
    files: memoryApp({ 'compose.yaml': text }),
  })

test('a Compose file that cannot be used is told', () => {
  expect(say('a: [')).toBe('compose.yaml cannot be read')
  expect(say('services: {web: {build: ., expose: 7}}')).toContain(
    'compose.yaml:1: the service web cannot be read: expose',
  )
  expect(say('services: [web]')).toBeUndefined()
  expect(say('services: {db: {image: db}}')).toBeUndefined()
})

test('a service extends another, of the same file or of one below', () => {
  const { env, services, notes } = read(
    `services:
  base: { image: unused, environment: [A=1, B=1], depends_on: [db] }
  web: { build: ., extends: { service: base }, environment: { B: own } }
  db: { extends: { file: common/db.yaml, service: postgres }, command: [postgres, -c, fsync=off] }`,
    {
      'common/db.yaml': `services:
  postgres:
    image: "postgres:$TAG"
    command: [postgres]
    env_file: db.env
    volumes: ["./init.sql:/docker-entrypoint-initdb.d/init.sql"]`,
      'common/.env': 'TAG=16\n',
      'common/db.env': 'POSTGRES_DB=shop\n',
      'common/init.sql': '',
    },
  )
  expect(env).toEqual({ A: '1', B: 'own' })
  expect(services).toEqual([
    {
      name: 'db',
      image: 'postgres:16',
      command: ['postgres', '-c', 'fsync=off'],
      env: { POSTGRES_DB: 'shop' },
      aliases: [],
      ports: [],
      files: [{ from: 'common/init.sql', to: '/docker-entrypoint-initdb.d/init.sql' }],
    },
  ])
  expect(notes).toEqual([])
})

test.each([
  ['another file that is not there', '{ file: none.yaml, service: db }'],
  ['a file outside of the project', '{ file: ../common.yaml, service: db }'],
  ['itself, in a circle', 'web'],
])('a service that extends %s is read without it, and that is told', (_, from) => {
  const { app, notes } = read(`services:\n  web: { build: ., extends: ${from} }`)
  expect(app).toBe('web')
  expect(new Set(notes)).toEqual(new Set(['compose.yaml:2: what the service web extends cannot be read']))
})

test('what is included is part of the project, and an override is laid over it', () => {
  const { env, services, notes } = read(
    `include: [infra/compose.yaml, { path: ../shared.yaml }]
services:
  web: { build: ., depends_on: [db], environment: { A: 1, B: 1 } }`,
    {
      'infra/compose.yaml': `include: [../compose.yaml]
services:
  db: { image: db:1, volumes: ["./a:/a", "data:/data"], environment: [X=1] }`,
      'infra/a': '',
      'infra/b': '',
      'compose.override.yml': `services:
  web: { environment: [B=2, C=2], depends_on: { cache: { condition: service_started } } }
  db: { image: db:2, volumes: ["./infra/b:/a"] }
  cache: { image: cache }`,
    },
  )
  expect(env).toEqual({ A: '1', B: '2', C: '2' })
  expect(services).toMatchObject([
    { name: 'db', image: 'db:2', env: { X: '1' }, files: [{ from: 'infra/b', to: '/a' }] },
    { name: 'cache', image: 'cache' },
  ])
  expect(notes).toEqual(['compose.yaml: it includes ../shared.yaml, which cannot be read'])
})

test('an override that undoes what stands below is left out, and that is told', () => {
  const { services, notes } = read('services: {web: {build: ., links: [db]}, db: {image: db, ports: [80]}}', {
    'compose.override.yaml': 'services: {db: {image: other, ports: !reset []}}',
  })
  expect(services).toMatchObject([{ image: 'db', ports: [80] }])
  expect(notes).toEqual(['compose.override.yaml: !reset and !override are not read, and so is none of it'])
})

test('secrets and configs that are files of the project are given to services', () => {
  const { services, notes } = read(
    `services:
  web: { build: ., links: [db], secrets: [password] }
  db:
    image: db
    secrets: [password, { source: key, target: tls.key }, outside, none]
    configs: [{ source: settings, target: /etc/db.conf }, made]
secrets:
  password: { file: ./password.txt }
  key: { file: secret/key.pem }
  outside: { file: ../password.txt }
  none: { environment: TOKEN }
configs:
  settings: { file: db.conf }
  made: { content: "a = 1" }`,
    { 'password.txt': 'p', 'secret/key.pem': 'k', 'db.conf': 'c' },
  )
  expect(services[0]?.files).toEqual([
    { from: 'password.txt', to: '/run/secrets/password' },
    { from: 'secret/key.pem', to: '/run/secrets/tls.key' },
    { from: 'db.conf', to: '/etc/db.conf' },
  ])
  expect(notes).toEqual([
    'compose.yaml:2: web, the app itself, does not get its secrets',
    'compose.yaml:3: db does not get the secret outside: ../password.txt is no file of the project',
    'compose.yaml:3: db does not get the secret none: it is of the kind `environment`',
    'compose.yaml:3: db does not get the config made: it is of the kind `content`',
  ])
})

test('a service of a profile is started where another needs it, and not for its name alone', () => {
  const { services, notes } = read(`services:
  web: { build: ., depends_on: [db], environment: { MAIL: "smtp://mail:25" } }
  db: { image: db, profiles: [full] }
  mail: { image: mail, profiles: [debug] }`)
  expect(services.map(({ name }) => name)).toEqual(['db'])
  expect(notes).toEqual(['compose.yaml:4: the service mail is only of the profile debug, and is not started'])
})

test('command lines are split as Compose splits them', () => {
  expect(splitWords(`sh -c 'echo "a b"' "it's" a\\ b x"y z"`)).toEqual([
    'sh',
    '-c',
    'echo "a b"',
    "it's",
    'a b',
    'xy z',
  ])
})

describe('a project', () => {
  let folder = ''
  beforeEach(() => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), 'project-')))
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  const lay = (files: Readonly<Record<string, string>>): void => {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true })
      writeFileSync(join(folder, path), text)
    }
  }
  const projectOf = (app: string, config = {}, services = true) => {
    const root = join(folder, app)
    return withProject({
      config,
      root,
      app: readAppFolder(root),
      dockerfile: 'Dockerfile',
      services,
      env: {},
    })
  }

  const compose = `services:
  api: { build: services/api, depends_on: [db], environment: { A: compose, B: compose } }
  db: { image: "db:1", volumes: ["./seed.sql:/seed.sql"] }`

  test('has the Compose file of the repository, and not one above it', async () => {
    lay({ 'compose.yaml': compose, 'seed.sql': '', 'services/api/Dockerfile': 'FROM scratch\n' })
    expect((await projectOf('services/api')).config, 'no repository, so it may be anybody’s').toEqual({})
    lay({ '.git/HEAD': '' })
    const { config, announcements } = await projectOf('services/api', { env: { A: 'own' } })
    expect(config.env).toEqual({ A: 'own', B: 'compose' })
    expect(config.services).toMatchObject([
      { name: 'db', files: [{ from: join(folder, 'seed.sql'), to: '/seed.sql' }] },
    ])
    expect(announcements).toEqual([
      'Services, started afresh for each observation: db (db:1), from ../../compose.yaml; --no-services leaves them out.',
    ])
    lay({ 'services/.git/HEAD': '' })
    expect((await projectOf('services/api')).config).toEqual({})
  })

  test('leaves the Compose file out where it is told to, or declares its own services', async () => {
    lay({
      'compose.yaml': 'services: {web: {build: ., environment: {A: 1}, depends_on: [db]}, db: {image: db}}',
    })
    expect((await projectOf('', {}, false)).config).toEqual({})
    expect((await projectOf('', { services: [] })).config).toEqual({ services: [] })
    const own = { services: [{ name: 'db', image: 'other' }] }
    expect((await projectOf('', own)).config).toEqual(own)
    await expect(
      projectOf('', { services: [{ name: 'db', image: 'db', files: [{ from: '../x', to: '/x' }] }] }),
    ).rejects.toThrow('db needs ../x, which is not there')
  })

  test("its health check is a command in the app's container, which the original judges", async () => {
    lay({ 'compose.yaml': 'services: {web: {build: ., healthcheck: {test: [CMD, /check]}}}' })
    expect((await projectOf('')).config.probes).toEqual([
      {
        name: 'healthcheck of compose.yaml',
        command: ['/check'],
        where: 'container',
        compareOutput: false,
        exitCode: undefined,
      },
    ])
  })
})
