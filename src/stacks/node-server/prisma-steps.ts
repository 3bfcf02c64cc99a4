import { generatesClient } from './prisma.ts'
import type { ServerApp } from './server-app.ts'
import { managerCall } from './manager-call.ts'
import type { ServerCommand } from './server-commands.ts'
import { holdsPackages } from './server-files.ts'

type Read = Pick<
  ServerApp,
  | 'prisma'
  | 'manager'
  | 'commands'
  | 'manifest'
  | 'install'
  | 'copied'
  | 'stage'
  | 'builds'
  | 'launch'
  | 'packages'
>

/** Why what Prisma generates would not be there when the program runs; undefined where it is, or where there is none. */
export function whyNoClient(read: Read): string | undefined {
  const { prisma, manager, commands, builds } = read
  if (!prisma) {
    const other = commands.find(({ kind }) => kind === 'generate')
    return other && `what \`${other.words.join(' ')}\` leaves behind is not known`
  }
  if (prisma.place === 'sources' && !builds)
    return `${prisma.schema} generates TypeScript among the sources, and no build compiles it`
  if (!prisma.there && !commands.some(each => generates(read, each)))
    return `nothing runs \`prisma generate\` where packages are installed, and ${prisma.schema} asks for a client`
  if (prisma.place === 'sources' || read.launch.framework?.selfContained) return undefined
  if (holdsPackages(read))
    return 'whether the built program holds the client that Prisma generates is not known'
  // Shown with Prisma 6: npm and Yarn 1 have it in node_modules/.prisma, pnpm 10 in that of its own folder.
  return manager === 'npm' || manager === 'yarn' || manager === 'pnpm'
    ? undefined
    : `where ${manager} keeps the client that Prisma generates is not known yet`
}

function generates({ prisma, manifest, install, copied, stage }: Read, command: ServerCommand): boolean {
  const script = managerCall(command.words)?.script
  if (command.kind === 'generate')
    return script === undefined || script === 'prisma' || generatesClient(manifest, script)
  if (script !== undefined) return generatesClient(manifest, script)
  if (command !== install) return false
  const before = copied.some(
    ({ context, step }) =>
      context === prisma?.schema && stage.steps.indexOf(step) < stage.steps.indexOf(install.step),
  )
  return (
    generatesClient(manifest, 'postinstall') ||
    (prisma?.byInstall === true && before && install.manager !== 'pnpm')
  )
}
