import { lazy, Suspense } from 'react'
import leaf from './leaf.png'
import { Link } from './link'
import { Home } from './pages/home'
import { Product } from './pages/product'
import { usePath } from './router'

// A chunk of its own, fetched when the page is first opened.
const About = lazy(() => import('./pages/about'))

export function App() {
  return (
    <>
      <header>
        <img src={leaf} alt="" width="48" height="48" />
        <nav>
          <Link to="/">Teas</Link> <Link to="/about">About</Link>
        </nav>
      </header>
      <main>
        <Suspense fallback={<p>One moment…</p>}>
          <Page path={usePath()} />
        </Suspense>
      </main>
    </>
  )
}

function Page({ path }: { path: string }) {
  const product = /^\/products\/(\w+)$/.exec(path)?.[1]
  if (product) return <Product id={product} />
  if (path === '/about') return <About />
  if (path === '/') return <Home />
  return <p>There is no such page.</p>
}
