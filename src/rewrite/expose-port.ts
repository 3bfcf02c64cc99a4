import type { AppFiles } from '../app/app-files.ts'
import type { Change } from '../model/change.ts'
import { scanRoutes } from '../model/routes/scan-routes.ts'
import type { Plan } from '../model/stack-facts.ts'

/**
 * Names the one port that the sources listen on, in a plan for an app without a Dockerfile that names none.
 * Where they name several, which of them is the app's is not known.
 */
export function withExposedPort(plan: Plan, app: AppFiles): Plan {
  if ('kept' in plan.needs || plan.needs.after.some(line => line.startsWith('EXPOSE '))) return plan
  const [listened, ...others] = scanRoutes(app).ports
  if (listened === undefined || others.length > 0) return plan
  const { after } = plan.needs
  const users = after.findLastIndex(line => line.startsWith('USER ')) + 1
  const change: Change = {
    id: 'expose',
    title: `Name the port that the program listens on, ${listened.port}`,
    because: 'Who runs the image can read it there.',
    evidence: [listened.evidence],
    applicability: 'safe',
  }
  return {
    ...plan,
    needs: {
      ...plan.needs,
      after: [...after.slice(0, users), `EXPOSE ${listened.port}`, ...after.slice(users)],
    },
    changes: [...plan.changes, change],
  }
}
