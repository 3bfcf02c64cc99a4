import { brokenJson } from './broken-json/rule.ts'
import { copySourceMissing } from './copy-source-missing/rule.ts'
import { duplicateStageName } from './duplicate-stage-name/rule.ts'
import { invalidPort } from './invalid-port/rule.ts'
import { keywordCasing } from './keyword-casing/rule.ts'
import { maintainerDeprecated } from './maintainer-deprecated/rule.ts'
import { relativeWorkdir } from './relative-workdir/rule.ts'
import type { Rule } from './rule.ts'
import { severalCommands } from './several-commands/rule.ts'
import { stageNameCasing } from './stage-name-casing/rule.ts'
import { stageNotFound } from './stage-not-found/rule.ts'
import { unusedStage } from './unused-stage/rule.ts'

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
]
