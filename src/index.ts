export type { Diagnostic, Position, Range } from './dockerfile/source.ts'
export type { DockerfileDocument, Instruction } from './dockerfile/syntax.ts'
export type { Report } from './report/report.ts'
