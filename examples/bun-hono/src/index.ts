import { Hono } from 'hono'

const words = await Bun.file('words.txt').text()
const counts = new Map<string, number>()
for (const word of words.trim().split(/\s+/)) counts.set(word, (counts.get(word) ?? 0) + 1)

const app = new Hono()
app.get('/health', c => c.json({ status: 'ok' }))
app.get('/words', c => c.json(Object.fromEntries(counts)))
app.get('/words/:word', c => {
  const count = counts.get(c.req.param('word'))
  return count === undefined ? c.json({ error: 'no such word' }, 404) : c.json({ count })
})

export default { port: 3000, fetch: app.fetch }
