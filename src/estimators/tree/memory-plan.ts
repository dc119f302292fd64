/** Where the arrays of a fit lie in the kernel's memory. */
import { ModelwrightError } from '../../core/errors.ts';

/** Every array begins at a multiple of this many bytes. */
const alignment = 64;

/** Hands out room; what was handed out is what the memory must have. */
export class MemoryPlan {
  readonly #most: number;
  #bytes = alignment;

  constructor(mostBytes: number) {
    this.#most = mostBytes;
  }

  /** Bytes of all rooms, and so of the memory. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Bytes that are left. */
  get left(): number {
    return this.#most - this.#bytes;
  }

  /**
   * The address of a room.
   *
   * @throws TABLE_TOO_LARGE
   */
  take(bytes: number): number {
    const address = this.#bytes;
    this.#bytes += Math.ceil(bytes / alignment) * alignment;
    if (this.#bytes <= this.#most) return address;
    throw new ModelwrightError('TABLE_TOO_LARGE', { bytes: this.#bytes, most: this.#most });
  }
}
