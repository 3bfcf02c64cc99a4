/** Whether a variable's name says that it holds a secret: `DB_PASSWORD`, `NPM_TOKEN`, `STRIPE_API_KEY`. */
export function namesSecret(name: string): boolean {
  return /(?:^|_)(?:PASSWORD|PASSWD|PASS|PWORD|PASSPHRASE|SECRET|TOKEN|CREDENTIALS?|(?:API|ACCESS|SECRET|PRIVATE|ENCRYPTION|SIGNING|MASTER)_?KEY)$/i.test(
    name,
  )
}
