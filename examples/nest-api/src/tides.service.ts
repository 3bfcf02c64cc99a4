import { Injectable } from '@nestjs/common'

@Injectable()
export class TidesService {
  private readonly metres = new Map([
    ['dover', 6.1],
    ['esbjerg', 1.6],
  ])

  at(harbour: string): number | undefined {
    return this.metres.get(harbour)
  }
}
