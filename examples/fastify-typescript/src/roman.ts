const digits = [
  [1000, 'M'], [900, 'CM'], [500, 'D'], [400, 'CD'], [100, 'C'], [90, 'XC'],
  [50, 'L'], [40, 'XL'], [10, 'X'], [9, 'IX'], [5, 'V'], [4, 'IV'], [1, 'I'],
] as const

export function toRoman(number: number): string | undefined {
  if (!Number.isInteger(number) || number < 1 || number > 3999) return undefined
  let rest = number
  let roman = ''
  for (const [value, letters] of digits) {
    while (rest >= value) {
      roman += letters
      rest -= value
    }
  }
  return roman
}
