const order = ['auto', 'light', 'dark'] as const
type Theme = (typeof order)[number]

const key = 'laststage-theme'

/** The switch between the machine's own choice, light and dark; the choice is kept where the browser lets it be. */
export function setUpTheme(): void {
  const button = document.getElementById('theme')
  if (!(button instanceof HTMLButtonElement)) return
  let theme = stored()
  const show = (): void => {
    if (theme === 'auto') delete document.documentElement.dataset['theme']
    else document.documentElement.dataset['theme'] = theme
    button.textContent = `Colours: ${theme}`
  }
  button.hidden = false
  button.addEventListener('click', () => {
    theme = order[(order.indexOf(theme) + 1) % order.length] ?? 'auto'
    show()
    try {
      localStorage.setItem(key, theme)
    } catch {
      // Some browsers keep nothing for a file.
    }
  })
  show()
}

function stored(): Theme {
  try {
    const found = localStorage.getItem(key)
    return order.find(theme => theme === found) ?? 'auto'
  } catch {
    return 'auto'
  }
}
