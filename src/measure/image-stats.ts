/** Bytes of an image, from its layer tars. */
export interface ImageSize {
  /** File bytes of all layers, each file counted in each layer that holds it. */
  readonly unpacked: number
  /** Bytes of the layers as a registry would hold them (gzip where the source was not compressed). */
  readonly compressed: number
  readonly layers: number
  /** Regular files over all layers, whiteouts aside. */
  readonly files: number
  /** Of `compressed`, the layers that the base image does not have; absent where the base's layers are not known. */
  readonly beyondBase?: number
  readonly kind: 'measured' | 'estimated'
  /** True where a base image is a stand-in and not the genuine one. */
  readonly standIn: boolean
  /** What an estimate could not count, and so leaves out: the real size is larger by it. */
  readonly excludes?: readonly string[]
}
