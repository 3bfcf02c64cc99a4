/** What each kind of report has near its beginning, so that ours are known again and a new one may take their place. */
export const markers = {
  report: '<!-- laststage report -->',
  /** A bot finds the comment that it wrote before by the line that begins so. */
  markdown: '<!-- laststage:',
  /** Of a bill of materials, where the tool that wrote it is named. */
  sbom: '"name": "laststage"',
  badge: '<!-- laststage badge -->',
} as const
