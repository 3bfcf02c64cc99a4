import express from 'express'
import { notes } from './notes.js'

const app = express()
app.use(express.json())
app.use(express.static(new URL('public', import.meta.url).pathname))

app.get('/health', (_request, response) => {
  response.json({ status: 'ok' })
})

app.get('/notes', (_request, response) => {
  response.json(notes.all())
})

app.get('/notes/:id', (request, response) => {
  const note = notes.find(Number(request.params.id))
  if (!note) return response.status(404).json({ error: 'no such note' })
  return response.json(note)
})

app.post('/notes', (request, response) => {
  const { text } = request.body ?? {}
  if (typeof text !== 'string' || text === '') return response.status(400).json({ error: 'text is missing' })
  return response.status(201).json(notes.add(text))
})

const server = app.listen(3000, () => console.log('listening on port 3000'))
process.on('SIGTERM', () => {
  console.log('stopping')
  server.close()
})
