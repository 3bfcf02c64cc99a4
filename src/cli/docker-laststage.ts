#!/usr/bin/env node
// What `docker laststage …` starts: https://github.com/docker/cli/blob/master/docs/extend/cli_plugins.md
import { start } from './start.ts'

await start(async () => (await import('./docker-plugin/plugin-main.ts')).pluginMain(process.argv.slice(2)))
