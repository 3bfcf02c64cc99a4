import { capitalCase } from 'change-case'

export const greet = (name: string): string => `Hello ${capitalCase(name)}`
