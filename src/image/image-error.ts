import { UserError } from '../errors.ts'

type ImageErrorCode =
  | 'image-truncated'
  | 'image-corrupt'
  | 'image-limit'
  | 'image-escape'
  | 'image-missing'
  | 'image-unsupported'

/** An image, or a tar in it, that cannot be read: what is wrong and where. Never a reason to guess on. */
export class ImageError extends UserError {
  /** Byte offset in the stream at hand, where one is known. */
  readonly offset: number | undefined

  constructor(code: ImageErrorCode, message: string, at?: { offset?: number; hint?: string }) {
    super(code, at?.offset === undefined ? message : `${message} (at byte ${at.offset})`, at?.hint)
    this.name = 'ImageError'
    this.offset = at?.offset
  }
}
