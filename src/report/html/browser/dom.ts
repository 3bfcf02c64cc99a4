type Child = Node | string

/** An element with attributes and children. Text only ever becomes text: nothing here reads HTML. */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Readonly<Record<string, string>> = {},
  children: readonly Child[] = [],
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value)
  made.append(...children)
  return made
}

export function button(
  text: string,
  onClick: () => void,
  attributes: Readonly<Record<string, string>> = {},
): HTMLButtonElement {
  const made = element('button', { type: 'button', ...attributes }, [text])
  made.addEventListener('click', onClick)
  return made
}

/** A path keeps its direction whatever letters are in it. */
export function pathText(path: string): HTMLElement {
  return element('bdi', { class: 'path', dir: 'ltr' }, [path])
}

/** A choice of a few, as radio buttons: the arrow keys move in it. */
export function choice<T extends string>(
  label: string,
  options: readonly { readonly value: T; readonly text: string }[],
  chosen: T,
  onChoose: (value: T) => void,
): HTMLElement {
  const name = `choice-${label.toLowerCase().replaceAll(/\W+/g, '-')}`
  const radios = options.map(({ value, text }) => {
    const input = element('input', { type: 'radio', name, value })
    input.checked = value === chosen
    input.addEventListener('change', () => onChoose(value))
    return element('label', {}, [input, element('span', {}, [text])])
  })
  return element('fieldset', { class: 'choice' }, [element('legend', {}, [label]), ...radios])
}
