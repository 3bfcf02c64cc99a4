import './main.css'

const list = document.querySelector('#trails')
const { trails } = await (await fetch('/api/trails')).json()
for (const name of trails) {
  const { name: title, km } = await (await fetch(`/api/trails/${name}`)).json()
  const item = document.createElement('li')
  item.textContent = `${title}, ${km} km`
  list.append(item)
}
