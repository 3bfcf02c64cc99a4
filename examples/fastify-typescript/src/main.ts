import Fastify from 'fastify'
import { readFileSync } from 'node:fs'
import { toRoman } from './roman.js'

const motto = readFileSync('motto.txt', 'utf8').trim()
const app = Fastify()

app.get('/health', () => ({ status: 'ok', motto }))

app.get<{ Params: { number: string } }>('/roman/:number', (request, reply) => {
  const roman = toRoman(Number(request.params.number))
  if (roman === undefined) return reply.code(400).send({ error: 'a number from 1 to 3999, please' })
  return { roman }
})

process.on('SIGTERM', () => void app.close())
await app.listen({ host: '0.0.0.0', port: Number(process.env['PORT'] ?? 8080) })
