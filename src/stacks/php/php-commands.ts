import type { Stage } from '../../model/build-model.ts'
import { type StageCommand, stageCommands } from '../../model/stage-commands.ts'

/**
 * - `install`: Composer installs the app's packages; `tool`: brings Composer.
 * - `extension`: compiles, enables or configures extensions of PHP; `apache`: modules and sites of Apache.
 * - `app`: writes into the app's own folder.
 */
export type PhpKind = 'install' | 'tool' | 'extension' | 'apache' | 'app'
export type PhpCommand = StageCommand<PhpKind>

/** Every command of a stage's RUNs; a string is the first of which nothing is known. */
export const phpCommands = (stage: Stage): readonly PhpCommand[] | string =>
  stageCommands<PhpKind>(stage, kindOf)

function kindOf(words: readonly string[]): PhpKind | undefined {
  const [program = '', ...rest] = words
  const verb = rest.find(word => !word.startsWith('-'))
  if (/^docker-php-(?:ext-(?:install|enable|configure)|source)$/.test(program)) return 'extension'
  if (program === 'pecl') return verb === 'install' ? 'extension' : undefined
  if (/^a2(?:en|dis)(?:mod|site|conf)$/.test(program)) return 'apache'
  if (program === 'composer' || /(?:^|\/)composer(?:\.phar)?$/.test(program)) return composerKind(verb)
  if (program === 'php') return phpKind(rest)
  if (program === 'curl') return rest.some(word => word.includes('getcomposer.org')) ? 'tool' : undefined
  if (program === 'mv' || program === 'cp' || program === 'sed' || program === 'ln') return fileKind(rest)
  return program === 'chmod' ? 'app' : undefined
}

function composerKind(verb: string | undefined): PhpKind | undefined {
  if (verb === 'install' || verb === 'update') return 'install'
  if (verb === 'dump-autoload' || verb === 'dumpautoload' || verb === 'run-script') return 'app'
  return /^(?:config|clear-cache|clearcache|self-update|global|check-platform-reqs)$/.test(verb ?? '')
    ? 'tool'
    : undefined
}

function phpKind(rest: readonly string[]): PhpKind | undefined {
  const [first = '', second = ''] = rest
  if (first.endsWith('composer-setup.php') || rest.length === 0 || first === '--') return 'tool'
  if (first === '-r' && second.includes('composer')) return 'tool'
  return /^(?:\.\/)?(?:artisan|bin\/console)$/.test(first) ? 'app' : undefined
}

/** Settings of PHP and Apache, whose folders are carried over whole, and Composer itself. */
function fileKind(rest: readonly string[]): PhpKind | undefined {
  const paths = rest.filter(word => /^[./$"'\w-]*\//.test(word) || word.startsWith('composer'))
  const target = paths.at(-1) ?? ''
  if (/^"?(?:\/usr\/local\/etc\/php|\$PHP_INI_DIR)/.test(target)) return 'extension'
  if (target.startsWith('/etc/apache2/')) return 'apache'
  return target.includes('composer') ? 'tool' : undefined
}
