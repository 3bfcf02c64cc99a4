import { join } from 'node:path'
import process from 'node:process'
import { buildPackage } from './build-package.ts'

// What is published: `node scripts/build.ts [folder]`, by default into `dist/`.
buildPackage(process.argv[2] ?? join(import.meta.dirname, '..', 'dist'))
