import { describe, expect, test } from 'vitest'
import { clientConfig } from '../../lab/engine/install-engine.ts'
import { mountPointsUnder } from '../../lab/engine/leftovers.ts'
import { chooseSubnet, subnetOfGateway } from '../../lab/engine/subnet.ts'
import { envFileText } from '../../lab/env-file.ts'
import { labPaths } from '../../lab/lab-paths.ts'

describe('where a lab keeps its things', () => {
  test('in the checkout, or where the environment says', () => {
    expect(labPaths('/home/a/laststage', {}).dir).toBe('/home/a/laststage/.laststage/lab')
    expect(labPaths('/home/a/laststage', { LASTSTAGE_LAB_DIR: '/mnt/lab' }).dir).toBe('/mnt/lab')
  })

  test('two checkouts share no bridge, no socket; however deep, the socket path is short enough', () => {
    const one = labPaths('/home/a/laststage', {})
    const other = labPaths(`/home/${'deep/'.repeat(40)}laststage`, {})
    expect(one.bridge).not.toBe(other.bridge)
    expect(one.socket).not.toBe(other.socket)
    expect(other.socket.length).toBeLessThan(108)
    expect(other.bridge.length).toBeLessThanOrEqual(15)
  })

  test('the env file exports what a client needs', () => {
    const paths = labPaths("/home/o'neil/laststage", {})
    expect(envFileText(paths).split('\n')).toEqual([
      '# Source this to use the private engine of this checkout.',
      `export DOCKER_HOST='unix://${paths.socket}'`,
      "export DOCKER_CONFIG='/home/o'\\''neil/laststage/.laststage/lab/docker-config'",
      "export BUILDX_NO_DEFAULT_ATTESTATIONS='1'",
      "export LASTSTAGE_STAND_INS='1'",
      "export PATH='/home/o'\\''neil/laststage/.laststage/lab/engine/usr/bin':\"$PATH\"",
      '',
    ])
  })
})

describe('the addresses of a lab', () => {
  test('are the same for the same lab, and lead back from the gateway', () => {
    const subnet = chooseSubnet('00000003', '')
    expect(subnet).toEqual({ pool: '172.24.48.0/20', bridge: '172.24.48.0/24', gateway: '172.24.48.1' })
    expect(subnetOfGateway(subnet.gateway)).toEqual(subnet)
  })

  test.each([
    ['a network inside', '172.24.50.0/24 dev br0 scope link'],
    ['a network around', '172.24.0.0/18 via 10.0.0.1 dev eth0'],
    ['a host', '172.24.48.9 dev tun0'],
    ['a broadcast address', 'broadcast 172.24.63.255 dev br0 table local'],
  ])('keep clear of %s', (_what, route) => {
    const routes = `default via 10.0.0.1 dev eth0\n${route}`
    expect(chooseSubnet('00000003', routes).pool).toBe('172.24.64.0/20')
  })

  test('a default route covers nothing; where all is routed it says so', () => {
    expect(chooseSubnet('00000003', 'default via 10.0.0.1 dev eth0').pool).toBe('172.24.48.0/20')
    expect(() => chooseSubnet('00000003', '172.16.0.0/12 dev tun0')).toThrow('no free /20')
  })
})

test("the machine's proxy reaches RUN steps by way of the client", () => {
  expect(clientConfig({ http_proxy: 'http://proxy:3128', NO_PROXY: 'localhost' })).toEqual({
    proxies: { default: { httpProxy: 'http://proxy:3128', noProxy: 'localhost' } },
  })
  expect(clientConfig({})).toEqual({})
})

test('finds what a killed engine left mounted, the deepest first', () => {
  const mountinfo = [
    '22 1 254:0 / / rw - ext4 /dev/vda rw',
    '40 22 0:50 / /lab/data rw - ext4 /dev/vda rw',
    '41 40 0:51 / /lab/data/a\\040b/merged rw - overlay overlay rw',
    '42 22 0:52 / /lab/database rw - tmpfs tmpfs rw',
    '',
  ].join('\n')
  expect(mountPointsUnder(['/lab/data', '/run/lab'], mountinfo)).toEqual([
    '/lab/data/a b/merged',
    '/lab/data',
  ])
})
