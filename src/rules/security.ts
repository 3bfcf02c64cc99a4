import type { Rule } from './rule.ts'

/** What lets others into an image, or lets a secret out of it. */
export const securityRules: readonly Rule[] = []
