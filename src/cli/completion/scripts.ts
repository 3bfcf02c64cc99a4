/**
 * For each shell the few lines that ask `laststage __complete` what may come next. It answers as programs made with
 * cobra do, which Docker's own completion understands: a line for each value, its description after a tab, and at the end
 * `:0` where the shell is to complete file names, `:4` where not. What was typed is handed over as words and never
 * evaluated.
 */
export const scripts = {
  bash: `# bash completion for laststage
_laststage() {
  local line
  COMPREPLY=()
  while IFS= read -r line; do
    case $line in
      :0) ;;
      :*) compopt +o default 2>/dev/null ;;
      *) COMPREPLY+=("\${line%%$'\\t'*}") ;;
    esac
  done < <(laststage __complete -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}
complete -o default -F _laststage laststage
`,
  zsh: `#compdef laststage
# zsh completion for laststage
_laststage() {
  local line kind value
  local -a values
  while IFS= read -r line; do
    case $line in
      :*) kind=$line ;;
      *)
        value=\${line%%$'\\t'*}
        values+=("\${value//:/\\\\:}:\${line#*$'\\t'}")
        ;;
    esac
  done < <(laststage __complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)
  [[ $PREFIX == --*=* ]] && compset -P '*='
  if (( $#values )); then
    _describe laststage values
  elif [[ $kind == :0 ]]; then
    _files
  fi
}
if [[ \${funcstack[1]} == _laststage ]]; then
  _laststage "$@"
else
  compdef _laststage laststage
fi
`,
  fish: `# fish completion for laststage
function __laststage_complete
    set -l words (commandline -opc)
    set -e words[1]
    set -l current (commandline -ct)
    set -l prefix (string match -r -- '^--[^=]+=' $current)
    for line in (laststage __complete -- $words "$current" 2>/dev/null)
        switch $line
            case ':0'
                __fish_complete_path (string replace -r -- '^--[^=]+=' '' "$current") | string replace -r -- '^' "$prefix"
            case ':*'
            case '*'
                printf '%s%s\\n' "$prefix" $line
        end
    end
end
complete -c laststage -f -a '(__laststage_complete)'
`,
  powershell: `# PowerShell completion for laststage
Register-ArgumentCompleter -Native -CommandName laststage -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $words = @($commandAst.CommandElements | Select-Object -Skip 1 |
        Where-Object { $_.Extent.StartOffset -lt $cursorPosition } | ForEach-Object { $_.Extent.Text })
    # An empty argument does not reach a program from every PowerShell.
    if ($wordToComplete -eq '') { $words += ':empty' }
    $prefix = if ($wordToComplete -match '^--[^=]+=') { $Matches[0] } else { '' }
    laststage __complete -- @words 2>$null | Where-Object { $_ -notlike ':*' } | ForEach-Object {
        $value, $description = $_ -split "\`t", 2
        $shown = if ($description) { $description } else { $value }
        [System.Management.Automation.CompletionResult]::new("$prefix$value", $value, 'ParameterValue', $shown)
    }
}
`,
} as const

export type Shell = keyof typeof scripts
