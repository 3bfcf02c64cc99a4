import { AsyncPipe } from '@angular/common'
import { HttpClient } from '@angular/common/http'
import { Component, inject } from '@angular/core'

interface Holiday {
  readonly date: string
  readonly name: string
}

@Component({
  selector: 'app-holidays',
  imports: [AsyncPipe],
  template: `
    <ul>
      @for (holiday of holidays | async; track holiday.date) {
        <li>{{ holiday.date }} {{ holiday.name }}</li>
      }
    </ul>
  `,
})
export class Holidays {
  readonly holidays = inject(HttpClient).get<readonly Holiday[]>('holidays.json')
}
