import { addInsteadOfCopy } from './add-instead-of-copy/rule.ts'
import { aptForPeople } from './apt-for-people/rule.ts'
import { bashInSh } from './bash-in-sh/rule.ts'
import { brokenJson } from './broken-json/rule.ts'
import { certificatesMissing } from './certificates-missing/rule.ts'
import { cdAlone } from './cd-alone/rule.ts'
import { copySeveralToFile } from './copy-several-to-file/rule.ts'
import { copySourceMissing } from './copy-source-missing/rule.ts'
import { distUpgrade } from './dist-upgrade/rule.ts'
import { duplicateStageName } from './duplicate-stage-name/rule.ts'
import { echoEscapes } from './echo-escapes/rule.ts'
import { envSeesOlder } from './env-sees-older/rule.ts'
import { failureUnnoticed } from './failure-unnoticed/rule.ts'
import { goNeedsLibc } from './go-needs-libc/rule.ts'
import { installWithoutYes } from './install-without-yes/rule.ts'
import { invalidPort } from './invalid-port/rule.ts'
import { keywordCasing } from './keyword-casing/rule.ts'
import { legacyEnv } from './legacy-env/rule.ts'
import { maintainerDeprecated } from './maintainer-deprecated/rule.ts'
import { pathLost } from './path-lost/rule.ts'
import { pipeWithoutPipefail } from './pipe-without-pipefail/rule.ts'
import { platformFlag } from './platform-flag/rule.ts'
import { platformNotPublished } from './platform-not-published/rule.ts'
import { relativeDestination } from './relative-destination/rule.ts'
import { relativeWorkdir } from './relative-workdir/rule.ts'
import { rmOfUnset } from './rm-of-unset/rule.ts'
import type { Rule } from './rule.ts'
import { runtimeVersionMismatch } from './runtime-version-mismatch/rule.ts'
import { serviceInRun } from './service-in-run/rule.ts'
import { severalCommands } from './several-commands/rule.ts'
import { shellFormCommand } from './shell-form-command/rule.ts'
import { stageNameCasing } from './stage-name-casing/rule.ts'
import { stageNotFound } from './stage-not-found/rule.ts'
import { sudoInRun } from './sudo-in-run/rule.ts'
import { timeZoneMissing } from './time-zone-missing/rule.ts'
import { tildeNotExpanded } from './tilde-not-expanded/rule.ts'
import { undefinedVariable } from './undefined-variable/rule.ts'
import { unusedStage } from './unused-stage/rule.ts'
import { useraddHighUid } from './useradd-high-uid/rule.ts'
import { wrongLibc } from './wrong-libc/rule.ts'
import { wrongPlatform } from './wrong-platform/rule.ts'

/** What makes a build stop, or an image do something else than what the file seems to say. */
export const correctnessRules: readonly Rule[] = [
  copySourceMissing,
  stageNotFound,
  unusedStage,
  duplicateStageName,
  stageNameCasing,
  brokenJson,
  severalCommands,
  relativeWorkdir,
  invalidPort,
  keywordCasing,
  maintainerDeprecated,
  cdAlone,
  sudoInRun,
  pathLost,
  pipeWithoutPipefail,
  failureUnnoticed,
  bashInSh,
  echoEscapes,
  rmOfUnset,
  installWithoutYes,
  aptForPeople,
  distUpgrade,
  useraddHighUid,
  copySeveralToFile,
  envSeesOlder,
  legacyEnv,
  platformFlag,
  addInsteadOfCopy,
  relativeDestination,
  shellFormCommand,
  tildeNotExpanded,
  undefinedVariable,
  wrongLibc,
  runtimeVersionMismatch,
  serviceInRun,
  goNeedsLibc,
  wrongPlatform,
  platformNotPublished,
  certificatesMissing,
  timeZoneMissing,
]
