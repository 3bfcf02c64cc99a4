/**
 * The published types want nodes of a hierarchy that d3 made. The tiling itself needs only what these have, and leaves
 * out what the map never shows.
 */
declare module 'd3-hierarchy' {
  interface Tiled {
    readonly value: number
    x0: number
    y0: number
    x1: number
    y1: number
  }
  export function treemapSquarify(
    parent: { readonly value: number; readonly children: readonly Tiled[] },
    x0: number,
    y0: number,
    x1: number,
    y1: number,
  ): void
}
