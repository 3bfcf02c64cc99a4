import { Component } from '@angular/core'
import { RouterLink, RouterOutlet } from '@angular/router'

@Component({
  selector: 'app-root',
  imports: [RouterLink, RouterOutlet],
  template: `
    <h1>Planner</h1>
    <nav><a routerLink="/">Week</a> <a routerLink="/holidays">Holidays</a></nav>
    <router-outlet />
  `,
})
export class App {}
