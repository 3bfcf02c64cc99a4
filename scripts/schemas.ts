import { mkdirSync, writeFileSync } from 'node:fs'
import { checkJsonSchema } from './check-json-schema.ts'
import { baselineJsonSchema, budgetJsonSchema, gateRecordJsonSchema } from './budget-json-schemas.ts'
import { configJsonSchema } from './config-json-schema.ts'
import { imageDiffJsonSchema, measuredJsonSchema, outlinedJsonSchema } from './image-json-schemas.ts'
import {
  doctorJsonSchema,
  freshnessJsonSchema,
  receiptJsonSchema,
  verifiedJsonSchema,
} from './receipt-json-schema.ts'
import { reportJsonSchema } from './report-json-schema.ts'

/** Writes the JSON Schemas that are published with the package. A test tells when one is out of date. */
const folder = new URL('../schemas/', import.meta.url)
mkdirSync(folder, { recursive: true })
writeFileSync(new URL('check.schema.json', folder), checkJsonSchema())
writeFileSync(new URL('config.schema.json', folder), configJsonSchema())
writeFileSync(new URL('report.schema.json', folder), reportJsonSchema())
writeFileSync(new URL('measure.schema.json', folder), measuredJsonSchema())
writeFileSync(new URL('measure-no-contents.schema.json', folder), outlinedJsonSchema())
writeFileSync(new URL('diff.schema.json', folder), imageDiffJsonSchema())
writeFileSync(new URL('receipt.schema.json', folder), receiptJsonSchema())
writeFileSync(new URL('verify.schema.json', folder), verifiedJsonSchema())
writeFileSync(new URL('freshness.schema.json', folder), freshnessJsonSchema())
writeFileSync(new URL('doctor.schema.json', folder), doctorJsonSchema())
writeFileSync(new URL('budget.schema.json', folder), budgetJsonSchema())
writeFileSync(new URL('baseline.schema.json', folder), baselineJsonSchema())
writeFileSync(new URL('gate-record.schema.json', folder), gateRecordJsonSchema())
