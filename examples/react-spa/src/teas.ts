export interface Tea {
  readonly id: string
  readonly name: string
  readonly origin: string
  readonly grams: number
}

export const teas: readonly Tea[] = [
  { id: 'sencha', name: 'Sencha', origin: 'Shizuoka', grams: 100 },
  { id: 'assam', name: 'Assam', origin: 'Brahmaputra valley', grams: 250 },
  { id: 'oolong', name: 'Oolong', origin: 'Anxi', grams: 75 },
]
