import { apkCacheLeft } from './apk-cache-left/rule.ts'
import { aptListsLeft } from './apt-lists-left/rule.ts'
import { aptRecommends } from './apt-recommends/rule.ts'
import { archiveCopied } from './archive-copied/rule.ts'
import { baseTag } from './base-tag/rule.ts'
import { buildToolsShipped } from './build-tools-shipped/rule.ts'
import { cacheMountMissing } from './cache-mount-missing/rule.ts'
import { changingArgEarly } from './changing-arg-early/rule.ts'
import { contextUnignored } from './context-unignored/rule.ts'
import { copyAllBeforeInstall } from './copy-all-before-install/rule.ts'
import { copyDoubled } from './copy-doubled/rule.ts'
import { copyWildcardManyJars } from './copy-wildcard-many-jars/rule.ts'
import { correctnessRules } from './correctness.ts'
import { devDependenciesShipped } from './dev-dependencies-shipped/rule.ts'
import { devServerShipped } from './dev-server-shipped/rule.ts'
import { distrolessJavaEntrypoint } from './distroless-java-entrypoint/rule.ts'
import { homepageSubPath } from './homepage-sub-path/rule.ts'
import { installWithoutLockFile } from './install-without-lock-file/rule.ts'
import { lostContinuation } from './lost-continuation/rule.ts'
import { noFrom } from './no-from/rule.ts'
import { npmCacheLeft } from './npm-cache-left/rule.ts'
import { pipCacheLeft } from './pip-cache-left/rule.ts'
import { rmFreesNothing } from './rm-frees-nothing/rule.ts'
import { rpmCacheLeft } from './rpm-cache-left/rule.ts'
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
  aptListsLeft,
  apkCacheLeft,
  aptRecommends,
  pipCacheLeft,
  npmCacheLeft,
  rpmCacheLeft,
  copyDoubled,
  archiveCopied,
  buildToolsShipped,
  devDependenciesShipped,
  contextUnignored,
  // cache
  baseTag,
  copyAllBeforeInstall,
  installWithoutLockFile,
  cacheMountMissing,
  changingArgEarly,
  // security
  ...securityRules,
]
