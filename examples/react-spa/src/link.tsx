import type { MouseEvent, ReactNode } from 'react'
import { go, href } from './router'

export function Link({ to, children }: { to: string; children: ReactNode }) {
  const follow = (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey) return
    event.preventDefault()
    go(to)
  }
  return (
    <a href={href(to)} onClick={follow}>
      {children}
    </a>
  )
}
