import { baseTag } from './base-tag/rule.ts'
import { copyAllBeforeInstall } from './copy-all-before-install/rule.ts'
import { copyWildcardManyJars } from './copy-wildcard-many-jars/rule.ts'
import { correctnessRules } from './correctness.ts'
import { devServerShipped } from './dev-server-shipped/rule.ts'
import { distrolessJavaEntrypoint } from './distroless-java-entrypoint/rule.ts'
import { homepageSubPath } from './homepage-sub-path/rule.ts'
import { installWithoutLockFile } from './install-without-lock-file/rule.ts'
import { lostContinuation } from './lost-continuation/rule.ts'
import { noFrom } from './no-from/rule.ts'
import { rmFreesNothing } from './rm-frees-nothing/rule.ts'
import type { Rule } from './rule.ts'
import { securityRules } from './security.ts'
import { shellFormWithoutShell } from './shell-form-without-shell/rule.ts'

/** Every rule, by family; a test fails where a folder's rule is missing here. */
export const rules: readonly Rule[] = [
  // correctness
  noFrom,
  lostContinuation,
  distrolessJavaEntrypoint,
  shellFormWithoutShell,
  homepageSubPath,
  copyWildcardManyJars,
  devServerShipped,
  ...correctnessRules,
  // size
  rmFreesNothing,
  // cache
  baseTag,
  copyAllBeforeInstall,
  installWithoutLockFile,
  // security
  ...securityRules,
]
