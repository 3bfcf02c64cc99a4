import type { InspectedImage } from '../../src/measure/inspect/inspect-image.ts'
import { inspectImage } from '../../src/measure/inspect/inspect-image.ts'
import { type ImageFixture, imageArchive, streamOf } from '../image/image-fixture.ts'

const script = '<script>alert(1)</script>'

/** Names and texts that would break out of a page, a comment or a line, if they were taken for anything but text. */
export const hostile = {
  script,
  paths: [
    `app/${script}.js`,
    'app/"onfocus=alert(1) x="\'.js',
    'app/`tick` | pipe @everyone #1.js',
    // Not UTF-8: the byte 0xff.
    'app/caf\udcff.txt',
    // Hebrew letters, and the mark that turns the direction of what follows.
    'app/שלום\u202egnp.exe',
    'app/]]>--><!--.js',
    'app/line\nbreak.js',
  ],
  instruction: `RUN echo "${script}" && touch '</script>' # @everyone \u202e`,
} as const

const base: ImageFixture['layers'] = [
  {
    createdBy: 'debian.sh',
    comment: 'Imported from -',
    files: [
      { path: 'usr/bin/bash', content: Buffer.alloc(120_000, 1), mode: 0o755 },
      { path: 'usr/lib/big.so', content: Buffer.alloc(400_000, 2) },
      { path: 'bin', kind: 'symlink', linkPath: 'usr/bin' },
    ],
  },
]

export const hostileBefore: ImageFixture = {
  config: { User: script, Entrypoint: ['node', script] },
  layers: [
    ...base,
    {
      createdBy: hostile.instruction,
      comment: 'buildkit.dockerfile.v0',
      files: hostile.paths.map((path, at) => ({ path, content: Buffer.alloc(50_000 + 1000 * at, 10 + at) })),
    },
    {
      createdBy: 'RUN rm -rf /root/.npm && npm ci # buildkit',
      comment: 'buildkit.dockerfile.v0',
      files: [
        { path: 'root/.npm/_cacache/x', content: Buffer.alloc(90_000, 3) },
        { path: 'app/node_modules/left/index.js', content: Buffer.alloc(30_000, 4) },
        {
          path: 'app/node_modules/left/package.json',
          content: JSON.stringify({ name: script, version: '1.0.0' }),
        },
      ],
    },
    {
      createdBy: 'RUN rm /usr/lib/big.so # buildkit',
      comment: 'buildkit.dockerfile.v0',
      files: [{ path: 'usr/lib/.wh.big.so' }, { path: 'app/node_modules/left/.wh.index.js' }],
    },
  ],
}

export const hostileAfter: ImageFixture = {
  layers: [
    {
      createdBy: 'COPY --from=build /app /app # buildkit',
      comment: 'buildkit.dockerfile.v0',
      files: [
        ...hostile.paths
          .slice(0, 3)
          .map((path, at) => ({ path, content: Buffer.alloc(50_000 + 1000 * at, 10 + at) })),
        { path: 'app/caf\udcff.txt', content: Buffer.alloc(1000, 9) },
        { path: 'app/fresh.js', content: Buffer.alloc(20_000, 8) },
      ],
    },
  ],
}

export async function inspectFixture(image: ImageFixture): Promise<InspectedImage> {
  return await inspectImage({ kind: 'stream', chunks: streamOf(imageArchive(image)) })
}
