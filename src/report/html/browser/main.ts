import { createExplorer } from './explorer.ts'
import { readData } from './read-data.ts'
import { setUpTheme } from './theme.ts'

setUpTheme()

/** The text of the report stands without this; the map comes after the page was painted once. */
async function start(): Promise<void> {
  const into = document.getElementById('explorer')
  const images = await readData()
  if (into === null || images === undefined) return
  createExplorer(images, into)
  // For `npm run bench:report`.
  performance.mark('map')
}

requestAnimationFrame(() =>
  setTimeout(() => {
    start().catch((error: unknown) => {
      const wait = document.getElementById('explorer-wait')
      if (wait !== null) wait.textContent = `The map cannot be shown: ${String(error)}`
    })
  }),
)
