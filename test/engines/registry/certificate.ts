import { generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto'

/** A throw-away certificate with its key, as PEM. */
export interface Certificate {
  readonly cert: string
  readonly key: string
}

export interface Authority extends Certificate {
  /** A certificate that it vouches for, of a server at this IPv4 address; a client takes it as well. */
  issue(address: string): Certificate
}

/** A certification authority that nobody trusts yet. X.509 by hand (RFC 5280), since Node reads but does not write it. */
export function makeAuthority(): Authority {
  const keys = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const issuer = nameOf(`laststage test authority ${randomBytes(4).toString('hex')}`)
  const basicConstraints = extension('551d13', sequence(Buffer.from([0x01, 0x01, 0xff])))
  return {
    cert: certificate(issuer, issuer, keys.publicKey, basicConstraints, keys.privateKey),
    key: pemKey(keys.privateKey),
    issue(address) {
      const own = generateKeyPairSync('ec', { namedCurve: 'P-256' })
      const ip = tlv(0x87, Buffer.from(address.split('.').map(Number)))
      const alternativeName = extension('551d11', sequence(ip))
      const cert = certificate(issuer, nameOf(address), own.publicKey, alternativeName, keys.privateKey)
      return { cert, key: pemKey(own.privateKey) }
    },
  }
}

const ECDSA_WITH_SHA256 = tlv(0x30, oid('2a8648ce3d040302'))

function certificate(
  issuer: Buffer,
  subject: Buffer,
  key: KeyObject,
  extensions: Buffer,
  signer: KeyObject,
): string {
  const version3 = tlv(0xa0, tlv(0x02, Buffer.from([2])))
  const serial = tlv(0x02, Buffer.concat([Buffer.from([1]), randomBytes(8)]))
  const validity = sequence(time('20200101000000Z'), time('20991231235959Z'))
  const body = sequence(
    version3,
    serial,
    ECDSA_WITH_SHA256,
    issuer,
    validity,
    subject,
    key.export({ type: 'spki', format: 'der' }),
    tlv(0xa3, sequence(extensions)),
  )
  const signature = tlv(0x03, Buffer.concat([Buffer.from([0]), sign('sha256', body, signer)]))
  const base64 = sequence(body, ECDSA_WITH_SHA256, signature).toString('base64')
  return `-----BEGIN CERTIFICATE-----\n${base64.replaceAll(/.{1,64}/g, '$&\n')}-----END CERTIFICATE-----\n`
}

function nameOf(commonName: string): Buffer {
  return sequence(tlv(0x31, sequence(oid('550403'), tlv(0x0c, Buffer.from(commonName)))))
}

function extension(id: string, value: Buffer): Buffer {
  return sequence(oid(id), tlv(0x04, value))
}

function time(text: string): Buffer {
  return tlv(0x18, Buffer.from(text))
}

function oid(hex: string): Buffer {
  return tlv(0x06, Buffer.from(hex, 'hex'))
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return tlv(0x30, Buffer.concat(parts))
}

/** DER: a tag, a length and what is in it. */
function tlv(tag: number, value: Buffer): Buffer {
  const { length } = value
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff]
  return Buffer.concat([Buffer.from([tag, ...size]), value])
}

function pemKey(key: KeyObject): string {
  return key.export({ type: 'pkcs8', format: 'pem' }).toString()
}
