import './style.css'

async function show(list) {
  const response = await fetch('/api/tides')
  for (const { place, high } of await response.json()) {
    const item = document.createElement('li')
    item.textContent = `${place}: ${high}`
    list.append(item)
  }
}

show(document.querySelector('#tides'))
