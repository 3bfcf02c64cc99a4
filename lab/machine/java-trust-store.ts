import { createHash } from 'node:crypto'

const MAGIC = 0xfeedfeed
const VERSION = 2
const TRUSTED_CERTIFICATE = 2
const PASSWORD = 'changeit'

/**
 * Certificates as a Java key store (JKS, the format of Java's own sun.security.provider.JavaKeyStore) with Java's
 * customary password. In: PEM.
 */
export function javaTrustStore(pem: string): Buffer {
  const certificates = [...pem.matchAll(/-----BEGIN CERTIFICATE-----([^-]*)-----END CERTIFICATE-----/g)].map(
    match => Buffer.from(match[1] ?? '', 'base64'),
  )
  const entries = certificates.flatMap((certificate, index) => [
    uint32(TRUSTED_CERTIFICATE),
    utf(`ca${index}`),
    Buffer.alloc(8),
    utf('X.509'),
    uint32(certificate.length),
    certificate,
  ])
  const body = Buffer.concat([uint32(MAGIC), uint32(VERSION), uint32(certificates.length), ...entries])
  const password = Buffer.from(PASSWORD, 'utf16le').swap16()
  // The fixed words are part of the format.
  const digest = createHash('sha1').update(password).update('Mighty Aphrodite').update(body).digest()
  return Buffer.concat([body, digest])
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}

function utf(text: string): Buffer {
  const bytes = Buffer.from(text)
  const length = Buffer.alloc(2)
  length.writeUInt16BE(bytes.length)
  return Buffer.concat([length, bytes])
}
