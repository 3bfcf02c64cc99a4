/** One lab's addresses: a /20 of its own, whose first /24 is the bridge's. */
export interface Subnet {
  /** `172.24.16.0/20`: all that the engine gives to containers. */
  readonly pool: string
  /** `172.24.16.0/24` */
  readonly bridge: string
  /** `172.24.16.1` */
  readonly gateway: string
}

const FIRST = address('172.24.0.0')
const POOLS = 128

/**
 * Chooses addresses that no route of the machine covers, the same for the same lab where they are free.
 * In: the lab's id (hex) and `ip -4 route show table all`. Throws where all are taken.
 */
export function chooseSubnet(id: string, routes: string): Subnet {
  const taken = routedRanges(routes)
  const start = Number.parseInt(id, 16)
  for (let step = 0; step < POOLS; step++) {
    const base = FIRST + ((start + step) % POOLS) * 4096
    const free = !taken.some(range => range.first < base + 4096 && base <= range.last)
    if (free) return subnetAt(base)
  }
  throw new Error('no free /20 between 172.24.0.0 and 172.31.255.255 for the private engine')
}

/** The subnet whose bridge has this gateway: `172.24.16.1`. */
export function subnetOfGateway(gateway: string): Subnet {
  return subnetAt(address(gateway) - 1)
}

function subnetAt(base: number): Subnet {
  return { pool: `${dotted(base)}/20`, bridge: `${dotted(base)}/24`, gateway: dotted(base + 1) }
}

function routedRanges(routes: string): { first: number; last: number }[] {
  return routes.split('\n').flatMap(line => {
    const match = /^(?:\w+ )?(\d+\.\d+\.\d+\.\d+)(?:\/(\d+))?\b/.exec(line)
    if (match?.[1] === undefined) return []
    const first = address(match[1])
    return [{ first, last: first + 2 ** (32 - Number(match[2] ?? 32)) - 1 }]
  })
}

function address(text: string): number {
  return text.split('.').reduce((sum, part) => sum * 256 + Number(part), 0)
}

function dotted(value: number): string {
  return [24, 16, 8, 0].map(shift => Math.floor(value / 2 ** shift) % 256).join('.')
}
