import pkg from '../package.json' with { type: 'json' }

/** The package's version, as `laststage --version` prints it. */
export const version: string = pkg.version
