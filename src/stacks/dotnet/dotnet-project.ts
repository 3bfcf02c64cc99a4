import { posix } from 'node:path'
import type { AppFiles } from '../../app/app-files.ts'
import { rangeOf } from '../../app/positions.ts'
import type { Evidence } from '../../model/change.ts'

/** A project file of .NET, as far as the image depends on it. */
export interface DotnetProject {
  readonly path: string
  readonly text: string
  /** The name of its assembly, `Shop` for `Shop.dll`. */
  readonly assembly: string
  /** `8.0`; undefined where the file does not say. */
  readonly version: string | undefined
  /** True where it needs ASP.NET Core. */
  readonly isWeb: boolean
  readonly isTest: boolean
  /** True where it makes a program; a library may need ASP.NET Core too. */
  readonly isProgram: boolean
  /** True where it is published with a runtime of its own, or compiled ahead of time. */
  readonly selfContained: boolean
  /** True where it does without ICU's cultures. */
  readonly invariant: boolean
  readonly evidence: Evidence
}

/** Every C#, F# and Visual Basic project of the folder, read as text, with what `Directory.Build.props` sets for it. */
export function dotnetProjects(app: AppFiles): readonly DotnetProject[] {
  return app
    .list()
    .filter(path => /\.(?:cs|fs|vb)proj$/.test(path) && !/(?:^|\/)(?:bin|obj)\//.test(path))
    .map(path => readProject(path, app.read(path) ?? '', shared(app, path)))
}

/** `Directory.Build.props` of the folder or the nearest above it, which every project below imports. */
function shared(app: AppFiles, project: string): string {
  for (let folder = posix.dirname(project); ; folder = posix.dirname(folder)) {
    const text = app.read(posix.join(folder, 'Directory.Build.props'))
    if (text !== undefined || folder === '.') return text ?? ''
  }
}

function readProject(path: string, text: string, props: string): DotnetProject {
  const property = (name: string) => {
    const pattern = new RegExp(`<${name}>\\s*([^<]*?)\\s*</${name}>`)
    return (pattern.exec(text) ?? pattern.exec(props))?.[1]
  }
  const sdk = /<Project\s[^>]*Sdk="([^"]*)"/.exec(text)
  const isTrue = (name: string) => property(name)?.toLowerCase() === 'true'
  return {
    path,
    text,
    assembly: property('AssemblyName') ?? posix.basename(path).replace(/\.\w+$/, ''),
    version: /^net(\d+\.\d+)$/.exec(property('TargetFramework') ?? '')?.[1],
    isWeb: (sdk?.[1] ?? '').endsWith('.Sdk.Web') || text.includes('Microsoft.AspNetCore.App'),
    isProgram:
      property('OutputType')?.toLowerCase() === 'exe' ||
      ((sdk?.[1] ?? '').endsWith('.Sdk.Web') && property('OutputType')?.toLowerCase() !== 'library'),
    isTest: /Microsoft\.NET\.Test\.Sdk|<IsTestProject>\s*true/i.test(text),
    selfContained: ['SelfContained', 'PublishSelfContained', 'PublishAot'].some(isTrue),
    invariant: isTrue('InvariantGlobalization'),
    evidence: {
      file: path,
      ...(sdk ? { range: rangeOf(text, sdk.index, sdk.index + sdk[0].length) } : {}),
      fact: sdk?.[1] ?? 'a .NET project',
    },
  }
}
