const list = [
  { id: 1, text: 'Water the plants' },
  { id: 2, text: 'Call the plumber' },
]

export const notes = {
  all: () => list,
  find: id => list.find(note => note.id === id),
  add(text) {
    const note = { id: list.length + 1, text }
    list.push(note)
    return note
  },
}
