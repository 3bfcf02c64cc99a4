import { useSyncExternalStore } from 'react'

const base = import.meta.env.BASE_URL.replace(/\/$/, '')

/** The path below the app's base, kept in step with the address bar through the History API. */
export function usePath(): string {
  return useSyncExternalStore(listen, () => window.location.pathname.slice(base.length) || '/')
}

export function go(path: string): void {
  window.history.pushState(null, '', base + path)
  window.dispatchEvent(new PopStateEvent('popstate'))
}

export function href(path: string): string {
  return base + path
}

function listen(changed: () => void): () => void {
  window.addEventListener('popstate', changed)
  return () => window.removeEventListener('popstate', changed)
}
