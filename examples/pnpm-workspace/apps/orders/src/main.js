import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { euro } from 'money'

const app = new Hono()
app.get('/health', context => context.json({ status: 'ok' }))
app.get('/price/:cents', context => context.text(euro(Number(context.req.param('cents')))))

serve({ fetch: app.fetch, port: 4100 })
