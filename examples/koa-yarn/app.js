const Koa = require('koa')

const app = new Koa()
app.use(context => {
  if (context.path === '/health') context.body = { status: 'ok' }
  else if (context.path.startsWith('/double/')) context.body = { double: 2 * Number(context.path.slice(8)) }
  else context.status = 404
})

const server = app.listen(process.env.PORT || 3000)
process.on('SIGTERM', () => server.close())
