/** SHA-256, the only hash that names content. */
import { createHash, type Hash, hash } from 'node:crypto';
import { canonicalJson, type Json } from './canonical-json.ts';

/** SHA-256 of bytes or UTF-8 text as 64 hexadecimal digits. */
export function sha256(content: Uint8Array | string): string {
  return hash('sha256', content);
}

/** SHA-256 of bytes or UTF-8 text as its 32 bytes. */
export function sha256Bytes(content: Uint8Array | string): Uint8Array {
  return hash('sha256', content, 'buffer');
}

/** SHA-256 of a value's canonical JSON. */
export function hashJson(value: Json): string {
  return sha256(canonicalJson(value));
}

/** An incremental SHA-256, for content that does not fit in memory at once. */
export function incrementalSha256(): Hash {
  return createHash('sha256');
}
