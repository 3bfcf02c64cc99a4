import type { Tool } from './tool.ts'

const PROJECT = { does: 'runs-project' } as const

export const BUILD: readonly Tool[] = [
  {
    names: [
      'make',
      'gmake',
      'ninja',
      'cmake',
      'ctest',
      'meson',
      'scons',
      'configure',
      'autogen.sh',
      'autoreconf',
      'bootstrap',
    ],
    action: PROJECT,
  },
  {
    names: ['gcc', 'g++', 'cc', 'c++', 'clang', 'clang++', 'ld', 'musl-gcc'],
    action: {
      does: 'runs-project',
      longDash: true,
      valueFlags: ['-o', '-I', '-L', '-include', '-x', '-D', '-isystem', '-MF'],
      outputFlags: ['-o'],
    },
  },
  {
    names: [
      'dotnet',
      'msbuild',
      'nuget',
      'swift',
      'zig',
      'stack',
      'cabal',
      'mix',
      'rebar3',
      'flutter',
      'dart',
    ],
    action: { ...PROJECT, network: true },
  },
  {
    names: ['strip', 'upx', 'patchelf'],
    action: {
      does: 'files',
      operands: { which: 'all', kind: 'writes' },
      valueFlags: ['-o', '--output', '--set-rpath', '--set-interpreter'],
    },
  },
  {
    names: ['tar', 'bsdtar'],
    action: { does: 'unknown', reason: 'what the archive holds is not known before it is unpacked' },
  },
  {
    names: ['unzip', '7z', '7za', 'unrar', 'cpio', 'jar'],
    action: { does: 'unknown', reason: 'what the archive holds is not known before it is unpacked' },
  },
  {
    names: ['gunzip', 'gzip', 'xz', 'unxz', 'bunzip2', 'bzip2', 'zstd', 'unzstd'],
    action: { does: 'files', operands: { which: 'all', kind: 'writes' } },
  },
  { names: ['zip'], action: { does: 'files', operands: { which: 'all', kind: 'writes' } } },
  { names: ['ldconfig'], action: { does: 'files', writes: ['/etc/ld.so.cache'] } },
]
