// Without arguments: records what BuildKit says of the cases. With folders: compares over them.
import { recordGolden } from './cases.ts'
import { compareFolder } from './folder.ts'

const folders = process.argv.slice(2)
if (folders.length === 0) recordGolden()
for (const folder of folders) if (compareFolder(folder) > 0) process.exitCode = 1
