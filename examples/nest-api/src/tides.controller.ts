import { Controller, Get, NotFoundException, Param } from '@nestjs/common'
import { TidesService } from './tides.service'

@Controller()
export class TidesController {
  constructor(private readonly tides: TidesService) {}

  @Get('health')
  health(): { status: string } {
    return { status: 'ok' }
  }

  @Get('tides/:harbour')
  tide(@Param('harbour') harbour: string): { harbour: string; metres: number } {
    const metres = this.tides.at(harbour)
    if (metres === undefined) throw new NotFoundException()
    return { harbour, metres }
  }
}
