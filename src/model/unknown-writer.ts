import type { Step } from './build-model.ts'

/** Commands that leave nothing behind that a running program could read, or only what is known otherwise. */
const harmless = new Set(
  '[,:,addgroup,adduser,apk,apt,apt-get,cat,cd,chmod,chown,date,dnf,echo,env,exit,export,groupadd,ls,microdnf,mkdir,printf,pwd,rm,set,test,true,unset,update-ca-certificates,upx,useradd,which,yum'.split(
    ',',
  ),
)

/**
 * The first command of some RUNs that may write files of which nothing is known: neither one of the above nor one of
 * the stack's own, or one whose output goes to a file. As written, for messages.
 */
export function unknownWriter(
  steps: readonly Step[],
  isOwn: (words: readonly string[]) => boolean,
): string | undefined {
  for (const { instruction, script } of steps) {
    if (instruction.name !== 'RUN') continue
    if (instruction.command.form === 'exec') return instruction.command.args.join(' ')
    if (!script || script.unknown.length > 0) return instruction.command.script
    const found = script.commands.find(({ words, redirects }) => {
      const texts = words.map(word => word.value ?? word.raw)
      const writes = redirects.some(
        each => each.operator.includes('>') && !/^\/dev\/|^&?\d$/.test(each.target ?? ''),
      )
      return writes || (!harmless.has(texts[0] ?? ':') && !isOwn(texts))
    })
    if (found) return found.words.map(word => word.raw).join(' ')
  }
  return undefined
}
