/**
 * Debian's busybox leaves these commands out, and Alpine's Dockerfiles use them. Only the options that are common in
 * Dockerfiles; the options' meaning is busybox's.
 */
export const ADDGROUP = `#!/bin/sh
# addgroup [-g GID] [-S] GROUP | addgroup USER GROUP
set -e
gid= first=1000
while getopts g:S option; do
  case $option in
    g) gid=$OPTARG ;;
    S) first=100 ;;
    *) exit 1 ;;
  esac
done
shift $((OPTIND - 1))
if [ $# = 2 ]; then
  sed -i "s/^\\($2:.*:\\)$/\\1$1/;t;s/^\\($2:.*\\)$/\\1,$1/" /etc/group
  exit
fi
if grep -q "^$1:" /etc/group; then echo "addgroup: group '$1' in use" >&2; exit 1; fi
if [ -z "$gid" ]; then
  gid=$first
  while cut -d: -f3 /etc/group | grep -qx "$gid"; do gid=$((gid + 1)); done
fi
echo "$1:x:$gid:" >>/etc/group
`

export const ADDUSER = `#!/bin/sh
# adduser [-h DIR] [-g GECOS] [-s SHELL] [-G GROUP] [-S] [-D] [-H] [-u UID] USER [GROUP]
set -e
home= gecos= shell=/bin/sh group= system= uid= bare=
while getopts h:g:s:G:SDHu:k: option; do
  case $option in
    h) home=$OPTARG ;;
    g) gecos=$OPTARG ;;
    s) shell=$OPTARG ;;
    G) group=$OPTARG ;;
    S) system=1 ;;
    H) bare=1 ;;
    u) uid=$OPTARG ;;
    D | k) ;;
    *) exit 1 ;;
  esac
done
shift $((OPTIND - 1))
name=$1
if [ $# = 2 ]; then exec addgroup "$1" "$2"; fi
if grep -q "^$name:" /etc/passwd; then echo "adduser: user '$name' in use" >&2; exit 1; fi
if [ -z "$uid" ]; then
  uid=1000
  if [ -n "$system" ]; then uid=100; fi
  while cut -d: -f3 /etc/passwd | grep -qx "$uid"; do uid=$((uid + 1)); done
fi
if [ -n "$system" ] && [ "$shell" = /bin/sh ]; then shell=/sbin/nologin; fi
if [ -n "$group" ]; then
  gid=$(grep "^$group:" /etc/group | cut -d: -f3)
  if [ -z "$gid" ]; then echo "adduser: unknown group $group" >&2; exit 1; fi
elif [ -n "$system" ]; then
  gid=65533
else
  addgroup -g "$uid" "$name"
  gid=$uid
fi
: "\${home:=/home/$name}"
echo "$name:x:$uid:$gid:\${gecos:-$name}:$home:$shell" >>/etc/passwd
echo "$name:!::0:::::" >>/etc/shadow
if [ -z "$bare" ]; then
  mkdir -p "$home"
  chown "$uid:$gid" "$home"
fi
`

export const APK = `#!/bin/sh
# Alpine's packages can't be had where this image was made.
echo "apk: this is a stand-in for Alpine made from Debian's packages; it can't install Alpine's." >&2
exit 1
`
