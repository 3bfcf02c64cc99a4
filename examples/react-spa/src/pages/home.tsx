import { Link } from '../link'
import { teas } from '../teas'

export function Home() {
  return (
    <ul>
      {teas.map(tea => (
        <li key={tea.id}>
          <Link to={`/products/${tea.id}`}>{tea.name}</Link>
        </li>
      ))}
    </ul>
  )
}
