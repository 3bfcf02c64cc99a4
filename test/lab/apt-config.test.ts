import { expect, test } from 'vitest'
import { aptConfigText, aptFolders, archiveNames, mirrorIn } from '../../lab/debian/apt-config.ts'

test("finds the machine's mirror in either format of sources", () => {
  expect(mirrorIn('Types: deb\nURIs: http://mirror.example/debian\nSuites: bookworm\n')).toBe(
    'http://mirror.example/debian',
  )
  expect(mirrorIn('deb [arch=amd64 signed-by=/k.gpg] https://mirror.example/debian/ trixie main\n')).toBe(
    'https://mirror.example/debian/',
  )
  expect(
    mirrorIn('# deb http://old.example/debian x main\ndeb http://security.example/debian-security x main'),
  ).toBe(undefined)
})

test("a private apt keeps the machine's way to the network and nothing else of it", () => {
  const dump =
    'APT::Architecture "arm64";\nAcquire::http::Proxy "http://proxy:3142";\nDir::State "/var/lib/apt";\n'
  const lines = aptConfigText(aptFolders('/lab/debian', 'trixie'), 'amd64', dump).split('\n')
  expect(lines).toContain('Acquire::http::Proxy "http://proxy:3142";')
  expect(lines).toContain('APT::Architecture "amd64";')
  expect(lines).toContain('Dir::State "/lab/debian/trixie/state";')
  expect(lines.join('\n')).not.toContain('/var/lib/apt')
})

test('reads the archives that apt would fetch', () => {
  const printed = `'http://mirror/pool/a/apt_3.0_amd64.deb' apt_3.0_amd64.deb 1370 SHA256:aa
'http://mirror/pool/l/libc6_2.41-12_amd64.deb' libc6_2.41-12_amd64.deb 2812 SHA256:bb
`
  expect(archiveNames(printed)).toEqual(['apt_3.0_amd64.deb', 'libc6_2.41-12_amd64.deb'])
})
