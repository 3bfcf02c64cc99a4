import { addRemoteUnchecked } from './add-remote-unchecked/rule.ts'
import { curlToShell } from './curl-to-shell/rule.ts'
import { gitCloneUnpinned } from './git-clone-unpinned/rule.ts'
import { hostKeyUnchecked } from './host-key-unchecked/rule.ts'
import { packageSignatureSkipped } from './package-signature-skipped/rule.ts'
import { registryNotAllowed } from './registry-not-allowed/rule.ts'
import { rootUser } from './root-user/rule.ts'
import type { Rule } from './rule.ts'
import { secretCopied } from './secret-copied/rule.ts'
import { secretInVariable } from './secret-in-variable/rule.ts'
import { secretLiteral } from './secret-literal/rule.ts'
import { secretMountLeaked } from './secret-mount-leaked/rule.ts'
import { setuidBit } from './setuid-bit/rule.ts'
import { sshKeyInImage } from './ssh-key-in-image/rule.ts'
import { tlsNotVerified } from './tls-not-verified/rule.ts'
import { worldWritable } from './world-writable/rule.ts'

/** What lets others into an image, or lets a secret out of it. */
export const securityRules: readonly Rule[] = [
  secretLiteral,
  secretCopied,
  secretInVariable,
  secretMountLeaked,
  sshKeyInImage,
  rootUser,
  setuidBit,
  worldWritable,
  curlToShell,
  addRemoteUnchecked,
  gitCloneUnpinned,
  tlsNotVerified,
  hostKeyUnchecked,
  packageSignatureSkipped,
  registryNotAllowed,
]
