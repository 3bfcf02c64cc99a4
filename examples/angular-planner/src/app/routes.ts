import type { Routes } from '@angular/router'
import { Week } from './week'

export const routes: Routes = [
  { path: '', component: Week },
  { path: 'holidays', loadComponent: async () => (await import('./holidays')).Holidays },
]
