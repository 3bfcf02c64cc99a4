import { type Action, NOTHING, type Tool } from './tool.ts'

const INSTALL: Action = { does: 'runs-project', network: true }

export const PHP: readonly Tool[] = [
  {
    names: ['composer'],
    valueFlags: ['-d', '--working-dir'],
    subcommands: {
      install: INSTALL,
      i: INSTALL,
      update: INSTALL,
      require: INSTALL,
      'create-project': INSTALL,
      global: INSTALL,
      'dump-autoload': { does: 'runs-project' },
      dumpautoload: { does: 'runs-project' },
      'run-script': { does: 'runs-project' },
      config: { does: 'files', writes: ['composer.json'] },
      'clear-cache': { does: 'files', removes: ['~/.composer/cache/', '~/.cache/composer/'] },
      clearcache: { does: 'files', removes: ['~/.composer/cache/', '~/.cache/composer/'] },
      validate: NOTHING,
    },
  },
  {
    names: ['docker-php-ext-install'],
    action: { does: 'installs', manager: 'docker-php-ext', valueFlags: ['-j', '--ini-name'] },
  },
  {
    names: ['docker-php-ext-enable', 'docker-php-ext-configure'],
    action: { does: 'files', writes: ['/usr/local/etc/php/conf.d/'] },
  },
  {
    names: ['pecl'],
    subcommands: { install: { does: 'installs', network: true } },
    action: { does: 'unknown', reason: 'laststage does not read this command of pecl' },
  },
  { names: ['php', 'artisan'], action: { does: 'runs-project' } },
]
