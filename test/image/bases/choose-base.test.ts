import { expect, test } from 'vitest'
import { baseFacts } from '../../../src/image/bases/base-facts.ts'
import { recordedSize } from '../../../src/image/bases/base-sizes.ts'
import { type BaseNeeds, chooseBase, lackingIn, ladder } from '../../../src/image/bases/choose-base.ts'

test('the ladder is known to the catalogue, and goes from the smallest to the largest', () => {
  const sizes = ladder.map(image => recordedSize(image)?.compressed ?? Number.NaN)
  expect(sizes).toEqual([...sizes].sort((one, other) => one - other))
  expect(ladder.map(image => baseFacts(image)?.family)).not.toContain(undefined)
})

test.each<[string, BaseNeeds]>([
  ['scratch', {}],
  ['gcr.io/distroless/static-debian13', { certificates: true }],
  ['gcr.io/distroless/static-debian13', { timezones: true, accounts: true }],
  ['alpine:3', { libc: 'musl' }],
  ['alpine:3', { shell: true }],
  ['gcr.io/distroless/base-nossl-debian13', { libc: 'glibc' }],
  ['gcr.io/distroless/base-debian13', { libc: 'glibc', openssl: true }],
  ['gcr.io/distroless/cc-debian13', { libc: 'glibc', cxx: true }],
  ['debian:trixie-slim', { libc: 'glibc', shell: true }],
  ['gcr.io/distroless/java21-debian13', { java: 21 }],
])('%s is the smallest with %j', (image, needs) => {
  expect(chooseBase(needs)?.image).toBe(image)
})

test('each smaller one is passed over for what it lacks', () => {
  expect(chooseBase({ libc: 'glibc', cxx: true })?.passedOver).toEqual([
    { image: 'scratch', lacks: ['no glibc', 'no C++ library'] },
    { image: 'gcr.io/distroless/static-debian13', lacks: ['no glibc', 'no C++ library'] },
    { image: 'alpine:3', lacks: ['no glibc', 'no C++ library'] },
    { image: 'gcr.io/distroless/base-nossl-debian13', lacks: ['no C++ library'] },
    { image: 'gcr.io/distroless/base-debian13', lacks: ['no C++ library'] },
  ])
})

test('no base is made up: musl and time zones together are in none', () => {
  expect(chooseBase({ libc: 'musl', timezones: true })).toBeUndefined()
})

test('a platform for which an image is not published is something that it lacks', () => {
  expect(lackingIn('gcr.io/distroless/java21-debian13', { architectures: ['amd64', 'arm/v7'] })).toEqual([
    'no image for linux/arm/v7',
  ])
  expect(chooseBase({ libc: 'glibc', openssl: true, architectures: ['386'] })?.image).toBeUndefined()
})

test('what nobody says is not taken for granted', () => {
  expect(lackingIn('ubuntu:24.04', { certificates: true })).toEqual(['perhaps no CA certificates'])
  expect(lackingIn('example.com/own:1', { certificates: true })).toEqual([])
})
