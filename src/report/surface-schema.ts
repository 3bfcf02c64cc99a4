import * as v from 'valibot'

const paths = v.array(v.string())

/** What somebody finds who gets into a container of an image. */
export const surfaceSchema = v.object({
  packages: v.pipe(v.number(), v.description('installed packages of all kinds')),
  shells: paths,
  packageManagers: paths,
  networkTools: paths,
  setuid: paths,
  capabilities: v.pipe(paths, v.description('files with capabilities of their own')),
  worldWritable: paths,
  user: v.string(),
  runsAsRoot: v.boolean(),
  writableFiles: v.pipe(v.number(), v.description("files that the image's user may write to")),
  executables: v.number(),
})
