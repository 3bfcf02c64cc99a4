import type { Tool } from './tool.ts'

const USERS_FILES = ['/etc/passwd', '/etc/shadow', '/etc/group', '/etc/gshadow', '/home/']

export const USERS: readonly Tool[] = [
  {
    names: [
      'useradd',
      'adduser',
      'usermod',
      'userdel',
      'deluser',
      'groupadd',
      'addgroup',
      'groupmod',
      'groupdel',
      'delgroup',
      'gpasswd',
    ],
    action: { does: 'files', writes: USERS_FILES },
  },
  {
    names: ['passwd', 'chpasswd', 'chsh'],
    action: { does: 'files', writes: ['/etc/shadow', '/etc/passwd'] },
  },
  {
    names: ['locale-gen', 'localedef', 'update-locale'],
    action: { does: 'files', writes: ['/usr/lib/locale/', '/etc/default/locale'] },
  },
  { names: ['update-alternatives'], action: { does: 'files', writes: ['/etc/alternatives/', '/usr/bin/'] } },
  {
    names: ['systemctl', 'service', 'a2enmod', 'a2ensite', 'a2dissite', 'setcap', 'crontab'],
    action: { does: 'unknown', reason: 'it changes the configuration of the system' },
  },
]
