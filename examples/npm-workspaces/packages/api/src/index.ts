import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { greet } from '@shop/greetings'

const app = new Hono()
app.get('/health', context => context.json({ status: 'ok' }))
app.get('/greet/:name', context => context.text(greet(context.req.param('name'))))

const server = serve({ fetch: app.fetch, port: 4000 })
process.on('SIGTERM', () => server.close())
