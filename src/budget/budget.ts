/** The file that `laststage budget accept` writes where no other is named. */
export const defaultBaseline = 'laststage.baseline.json'

/**
 * Growth in percent below this many bytes is let pass: 5 % of an image of 2 MB is less than what another version of
 * a compiler adds to a program.
 */
export const growthFloor = 250_000
