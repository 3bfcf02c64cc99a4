import { Component } from '@angular/core'

@Component({
  selector: 'app-week',
  template: `
    <ol>
      @for (day of days; track day) {
        <li>{{ day }}</li>
      }
    </ol>
  `,
})
export class Week {
  readonly days = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday']
}
