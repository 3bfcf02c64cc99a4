#!/usr/bin/env node
import { start } from './start.ts'

await start(async () => (await import('./main.ts')).main(process.argv.slice(2)))
