/** The contract of blob storage: content under the name of its SHA-256. */

/**
 * Obligations of a backend: `put` is idempotent and safe to call from many processes at once; when it returns, the content is
 * durable and whole, and until then nobody sees it; `get` never returns bytes that do not match the name; nothing is ever changed.
 */
export interface Blobs {
  /** Stores the bytes and returns their SHA-256. @throws STORE_UNWRITABLE */
  put(bytes: Uint8Array): Promise<string>;
  /** The bytes of that name, checked. @throws ARTIFACT_DAMAGED when they are missing or do not match. */
  get(hash: string): Promise<Uint8Array>;
  /** True when a blob of that name exists; its content is not checked. */
  has(hash: string): Promise<boolean>;
  /** Where the blob lies, for readers that need a file. */
  path(hash: string): string;
  /** Removes what writers that were killed left behind more than `olderThanMs` ago; returns how many. */
  sweep(olderThanMs: number): Promise<number>;
}
