const list = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/))

/** What the shells do themselves. `eval` is none of them: what it runs is computed. */
export const builtins = list(
  'alias bg bind break builtin caller cd compgen complete continue declare dirs disown echo exit export false fg getopts hash help history jobs kill let local logout mapfile popd printf pushd pwd read readarray readonly return set shift shopt suspend test times trap true type typeset ulimit umask unalias unset wait : [ [[ ((',
)

/** Of the packages that every image of Debian has. Source: `Essential: yes` and what these need, in Debian 13. */
export const inBase = list(
  'apt-get arch awk b2sum base32 base64 basename bash cat chgrp chmod chown chpasswd chroot cksum clear cmp comm cp csplit cut dash date dd df diff dir dirname dmesg dpkg du egrep env expand expr factor fgrep find findmnt flock fmt fold getconf getent getopt grep groupadd groups gunzip gzip head hostname iconv id install ionice join ldconfig link ln locale logger logname ls lsblk lscpu mawk md5sum mkdir mkfifo mknod mktemp more mount mountpoint mv nice nl nohup nproc nsenter numfmt od passwd paste pidof pr printenv prlimit readlink realpath renice rev rm rmdir run-parts runuser script sdiff sed seq setpriv setsid sh sha1sum sha224sum sha256sum sha384sum sha512sum shred shuf sleep sort split stat stdbuf stty su sum sync tac tail tar taskset tee timeout touch tput tr truncate tsort tty umount uname unexpand uniq unlink unshare useradd usermod users wc which whoami xargs yes zcat zgrep',
)

const packages: Readonly<Record<string, string>> = {
  'netcat-openbsd': 'nc netcat',
  procps: 'ps pgrep pkill top free uptime watch vmstat',
  'openssh-client': 'ssh scp sftp ssh-keygen ssh-add',
  'postgresql-client': 'psql pg_dump pg_restore pg_isready',
  'mariadb-client': 'mysql mysqldump mariadb mariadb-dump',
  'redis-tools': 'redis-cli',
  'gettext-base': 'envsubst',
  'xz-utils': 'xz',
  'iputils-ping': 'ping',
  iproute2: 'ip ss',
  'bind9-dnsutils': 'dig nslookup',
  'inotify-tools': 'inotifywait',
  bsdextrautils: 'column hexdump',
  perl: 'perl',
  bc: 'bc',
  bzip2: 'bzip2 bunzip2',
  curl: 'curl',
  file: 'file',
  git: 'git',
  jq: 'jq',
  openssl: 'openssl',
  rsync: 'rsync',
  socat: 'socat',
  sqlite3: 'sqlite3',
  tree: 'tree',
  unzip: 'unzip',
  wget: 'wget',
  zip: 'zip',
  zsh: 'zsh',
}

/** The package of Debian that brings a program which the slim image has not. */
export const packageOf: ReadonlyMap<string, string> = new Map(
  Object.entries(packages).flatMap(([name, programs]) => programs.split(' ').map(each => [each, name])),
)
