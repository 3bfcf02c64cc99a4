import { teas } from '../teas'

export function Product({ id }: { id: string }) {
  const tea = teas.find(each => each.id === id)
  if (!tea) return <p>We do not have that tea.</p>
  return (
    <article>
      <h1>{tea.name}</h1>
      <p>
        From {tea.origin}, {tea.grams} g.
      </p>
    </article>
  )
}
