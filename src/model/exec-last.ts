/**
 * A shell script whose last command takes the place of the shell, so that it becomes process 1 and gets the signals.
 * `exec` in front of the whole would end `migrate; serve` after the first. Unchanged where the last command is not plain.
 */
export function execLast(script: string): string {
  const odd =
    /[|`()]|(?<!&)&(?!&)|"[^"]*[;&][^"]*"|'[^']*[;&][^']*'|(?:^|[;&]\s*)(?:exec|if|while|for|case|cd)\b[^;&]*$/
  if (odd.test(script)) return script
  const [, before = '', assigned = '', command = script] =
    /^(.*(?:;|&&)\s*)?((?:\w+=\S*\s+)*)(.*)$/s.exec(script) ?? []
  return command === '' ? script : `${before}${assigned}exec ${command}`
}
