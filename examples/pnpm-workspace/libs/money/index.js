import currency from 'currency.js'

export const euro = cents => currency(cents, { fromCents: true, symbol: '€' }).format()
