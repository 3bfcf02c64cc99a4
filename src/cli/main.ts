/** Runs the command line. Sets the exit code; never throws for what the user did. */
export async function main(_args: readonly string[]): Promise<void> {
  process.stdout.write('laststage\n')
}
