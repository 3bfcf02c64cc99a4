import { parseReference } from '../reference.ts'

/** Bytes of a base image on linux/amd64, as somebody recorded them; each figure undefined where nobody did. */
export interface RecordedSize {
  /** The image that was recorded: that of another version stands for its whole line. */
  readonly of: string
  readonly unpacked: number | undefined
  readonly compressed: number | undefined
  readonly source: string
  /** The day of the record: YYYY-MM-DD. */
  readonly asOf: string
}

interface Row extends RecordedSize {
  readonly name: RegExp
  readonly tag?: RegExp
}

const MB = 1e6
const library = (name: string) => new RegExp(`^docker\\.io/library/${name}$`)
const google = (name: string) => new RegExp(`^gcr\\.io/distroless/${name}(?:-debian\\d+)?$`)

/** Docker's own record of its official images: `local/` has the unpacked size, `remote/` the one to pull. */
function official(
  name: string,
  tag: RegExp | undefined,
  of: string,
  unpacked: number | undefined,
  compressed: number | undefined,
  asOf: string,
): Row {
  return {
    name: library(name),
    ...(tag === undefined ? {} : { tag }),
    of: `${name}:${of}`,
    unpacked: unpacked === undefined ? undefined : unpacked * MB,
    compressed: compressed === undefined ? undefined : compressed * MB,
    source: 'github.com/docker-library/repo-info',
    asOf,
  }
}

/**
 * The Debian packages that the image's BUILD file names, from Debian 13's archive: the bytes of their files, and of their
 * archives with gzip -6. `debug` tags have more.
 */
function summed(
  name: string,
  of: string,
  unpacked: number | undefined,
  compressed: number,
  more?: string,
): Row {
  return {
    name: google(name),
    tag: /^(?!.*debug)/,
    of: `gcr.io/distroless/${of}-debian13`,
    unpacked: unpacked === undefined ? undefined : unpacked * MB,
    compressed: compressed * MB,
    source: `the sum of its Debian packages${more === undefined ? '' : ` and ${more}`}`,
    asOf: '2026-11-26',
  }
}

/** The first that fits counts. */
const rows: readonly Row[] = [
  summed('static', 'static', 2.26, 0.84),
  summed('base-nossl', 'base-nossl', 15.3, 5.94),
  summed('base', 'base', 24.3, 9.5),
  summed('cc', 'cc', 27.6, 10.7),
  summed('nodejs\\d+', 'nodejs22', 153, 54.7, 'Node 22.23.3 as npm has it'),
  summed('python3', 'python3', 59.5, 22.5),
  summed('java\\d+', 'java21', undefined, 64, 'the layer of the JRE in eclipse-temurin:21-jre'),

  official('alpine', undefined, '3.24.2', 8.42, 3.85, '2026-09-17'),
  official('busybox', /musl/, '1.38.0-musl', 1.53, 0.89, '2026-07-31'),
  official('busybox', /^(?!.*uclibc)/, '1.38.0', 4.45, 2.23, '2026-05-22'),
  official('debian', /slim/, 'trixie-slim', 78.8, 29.8, '2026-09-18'),
  official('debian', undefined, 'trixie', undefined, 49.3, '2026-07-14'),
  official('ubuntu', undefined, '24.04', undefined, 29.8, '2026-09-07'),

  official('node', /alpine/, '22-alpine', 167, 60.7, '2026-09-23'),
  official('node', /slim/, '22-trixie-slim', 231, 81.5, '2026-09-23'),
  official('node', undefined, '22', 1130, 409, '2026-09-19'),
  official('python', /slim/, '3.13-slim', 118, 43, '2026-08-10'),
  official('golang', /alpine/, '1.27.1-alpine3.24', 253, 75.2, '2026-09-01'),
  official('golang', /^(?!.*(?:alpine|windows|nanoserver))/, '1.27.1-trixie', 885, 312, '2026-09-19'),
  official('eclipse-temurin', /jre.*alpine/, '21-jre-alpine', 208, undefined, '2026-09-17'),
  official('eclipse-temurin', /jre/, '21-jre-noble', undefined, 99.8, '2026-09-09'),
  official('eclipse-temurin', /^(?!.*alpine)/, '21-jdk-noble', undefined, 211, '2026-08-21'),
  official('maven', /eclipse-temurin(?!.*alpine)/, '3.9-eclipse-temurin-21', 539, 243, '2026-08-21'),

  official('nginx', /alpine.*-slim|alpine-slim/, '1.30.4-alpine-slim', 18.8, 8.2, '2026-09-02'),
  official('nginx', /alpine(?!.*(?:perl|otel))/, '1.30.4-alpine', 68.4, 28.5, '2026-09-02'),
  official('nginx', /^(?!.*(?:alpine|perl|otel))/, '1.30.4', 161, undefined, '2026-07-15'),
  official('caddy', /^(?!.*(?:builder|windows|nanoserver))/, '2.11.4-alpine', undefined, 23.9, '2026-06-22'),
  {
    name: /^docker\.io\/lipanski\/docker-static-website$/,
    of: 'lipanski/docker-static-website:2.3.0',
    unpacked: 91_000,
    compressed: undefined,
    source: 'github.com/lipanski/docker-static-website/pull/25',
    asOf: '2024-04-19',
  },
]

/**
 * What is recorded of a base image's size, without asking anyone.
 * @param reference as after FROM: `node:20-alpine`, `docker.io/library/nginx:1.27`; `scratch` and `''` are empty
 * @returns undefined for an image that is not in the catalogue
 */
export function recordedSize(reference: string): RecordedSize | undefined {
  if (reference === '' || reference === 'scratch') return empty
  const image = parseReference(reference)
  if (image === undefined) return undefined
  const name = `${image.registry}/${image.repository}`
  return rows.find(row => row.name.test(name) && (row.tag?.test(image.tag ?? 'latest') ?? true))
}

const empty: RecordedSize = {
  of: 'scratch',
  unpacked: 0,
  compressed: 0,
  source: 'docs.docker.com/build/building/base-images',
  asOf: '2026-08-21',
}

/** Every row, for the page of the documentation. */
export const recordedSizes: readonly RecordedSize[] = rows
