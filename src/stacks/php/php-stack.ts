import type { Stack } from '../../model/stack-facts.ts'
import { readPhpApp } from './php-app.ts'
import { planPhp } from './plan-php.ts'
import { newPhpPlan } from './without-dockerfile.ts'

/** PHP apps on the official image: Apache, FPM or the command line, with Composer or without. */
export const phpStack: Stack = {
  id: 'php',
  title: 'PHP',
  plan({ app, build }) {
    const evidence = app.has('composer.json') ? [{ file: 'composer.json', fact: 'a Composer project' }] : []
    const facts = { stack: 'php', evidence, plans: [], diagnostics: [] }
    const php = build ? readPhpApp(app, build) : undefined
    if (build && php === undefined) return undefined
    if (!build && !['composer.json', 'index.php', 'public/index.php'].some(file => app.has(file)))
      return undefined
    const plan = php === undefined ? newPhpPlan(app) : typeof php === 'string' ? php : planPhp(app, php)
    return typeof plan === 'string' ? { ...facts, refused: plan } : { ...facts, plans: [plan] }
  },
}
