import { baseTag } from './base-tag/rule.ts'
import { distrolessJavaEntrypoint } from './distroless-java-entrypoint/rule.ts'
import { lostContinuation } from './lost-continuation/rule.ts'
import { noFrom } from './no-from/rule.ts'
import { rmFreesNothing } from './rm-frees-nothing/rule.ts'
import type { Rule } from './rule.ts'
import { shellFormWithoutShell } from './shell-form-without-shell/rule.ts'

/** Every rule, by family; a test fails where a folder's rule is missing here. */
export const rules: readonly Rule[] = [
  // correctness
  noFrom,
  lostContinuation,
  distrolessJavaEntrypoint,
  shellFormWithoutShell,
  // size
  rmFreesNothing,
  // cache
  baseTag,
]
