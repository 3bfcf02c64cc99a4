/**
 * What `laststage optimize` came to on 2026-11-25, in runs of its own before all were tried in one: example, before, after,
 * last stage, proof. A row is shown until the example has a result.
 */
export const earlier: readonly (readonly [string, string, string, string, string])[] = [
  ['go-vite', '983 MB', '5.58 MB', 'scratch, front end in own stage', 'equivalent: probes, 2 assets'],
  ['cpp-prices', '691 MB', '26.8 MB', 'distroless/cc', 'equivalent: runs'],
  ['spring-boot', '609 MB', '249 MB', 'distroless/java, jar in layers', 'equivalent: probes, SIGTERM'],
  ['fastify-typescript', '746 MB', '160 MB', 'distroless/nodejs', 'equivalent: probes, SIGTERM'],
  ['nest-api', '831 MB', '161 MB', 'distroless/nodejs', 'equivalent: probes, SIGTERM'],
  ['koa-yarn', '670 MB', '244 MB', 'node slim', 'equivalent: probes, SIGTERM'],
  ['next-standalone', '1.22 GB', '199 MB', 'distroless/nodejs', 'equivalent: probes, 6 assets'],
  ['npm-workspaces', '739 MB', '153 MB', 'distroless/nodejs, 1 package of 3', 'equivalent: probes, SIGTERM'],
  ['pnpm-workspace', '723 MB', '154 MB', 'distroless/nodejs and tini', 'equivalent: probes, SIGTERM'],
  ['bun-hono', '209 MB', '123 MB', 'bun distroless', 'equivalent: probes'],
  ['ruby-books', '488 MB', '113 MB', 'ruby slim', 'equivalent: probes'],
  ['react-spa', '262 MB', '7.96 MB', 'static-web-server', 'contract: 6 probes, 4 assets'],
  ['eleventy-site', '707 MB', '7.7 MB', 'static-web-server', 'contract'],
  ['astro-site', '890 MB', '7.7 MB', 'static-web-server', 'contract'],
]
