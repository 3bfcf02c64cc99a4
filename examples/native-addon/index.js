const express = require('express')
const Database = require('better-sqlite3')

const db = new Database(':memory:')
db.exec("CREATE TABLE birds (name TEXT, grams INTEGER); INSERT INTO birds VALUES ('wren', 9), ('robin', 18), ('crow', 510)")

const app = express()
app.get('/health', (_request, response) => response.json({ ok: true }))
app.get('/birds', (request, response) => {
  const most = Number(request.query.most ?? 1000)
  response.json(db.prepare('SELECT name, grams FROM birds WHERE grams <= ? ORDER BY grams').all(most))
})
app.get('/sqlite', (_request, response) => response.json(db.prepare('SELECT sqlite_version() AS version').get()))

const server = app.listen(3000)
process.on('SIGTERM', () => server.close(() => db.close()))
