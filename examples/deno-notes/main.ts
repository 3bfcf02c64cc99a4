const notes: Record<string, string> = JSON.parse(await Deno.readTextFile('notes.json'))

Deno.serve({ port: 8000 }, request => {
  const { pathname } = new URL(request.url)
  if (pathname === '/health') return Response.json({ status: 'ok' })
  if (pathname === '/notes') return Response.json(Object.keys(notes))
  const text = notes[pathname.replace('/notes/', '')]
  return text === undefined ? Response.json({ error: 'no such note' }, { status: 404 }) : Response.json({ text })
})
