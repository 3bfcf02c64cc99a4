import { type BaseChoice, type BaseNeeds, chooseBase } from '../image/bases/choose-base.ts'
import type { Runtime } from './stack-facts.ts'

/** The smallest base of the catalogue that gives a runtime what it needs, and why the smaller ones do not. */
export function chosenBase(runtime: Runtime): BaseChoice {
  if (runtime.kind === 'image') return { image: runtime.image, passedOver: [] }
  const choice = chooseBase(needsOf(runtime))
  if (choice === undefined) throw new Error(`no base has what ${runtime.kind} needs`)
  return choice
}

/** That base's reference, as after FROM. */
export const baseFor = (runtime: Runtime): string => chosenBase(runtime).image

function needsOf(runtime: Exclude<Runtime, { kind: 'image' }>): BaseNeeds {
  switch (runtime.kind) {
    case 'static-binary':
      // Which of them the program looks for is not told apart: all are in the same image.
      return runtime.skeleton ? { certificates: true, timezones: true, accounts: true } : {}
    case 'dynamic-binary':
      // That a program does not load OpenSSL is not known before it is built.
      return { libc: 'glibc', openssl: true, ...(runtime.cxx ? { cxx: true } : {}) }
    case 'java':
      return { java: runtime.version }
  }
}
