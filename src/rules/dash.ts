/**
 * Whether `/bin/sh` of an image is dash, which reads none of bash's additions: Debian, Ubuntu, and official images on them.
 * Tags that name another system (`-ubi9`, `-alpine`) are left out, and images that are not known say nothing.
 */
export function hasDash(reference: string | undefined): boolean {
  if (
    reference === undefined ||
    /alpine|ubi|centos|fedora|oracle|windows|nanoserver|distroless/i.test(reference)
  )
    return false
  return (
    /(?:^|\/)(?:debian|ubuntu)(?:[:@]|$)/.test(reference) ||
    /(?:^|library\/)(?:node|python|ruby|rust|php|perl|gcc|golang)(?::[\w.]*(?:-(?:slim|bookworm|bullseye|trixie|buster|stretch|fpm|apache|cli|zts))*)?$/.test(
      reference,
    )
  )
}
