/** SHA-256, the only hash that names content. */
import { createHash, type Hash } from 'node:crypto';
import { canonicalJson, type Json } from './canonical-json.ts';

/** SHA-256 of bytes or UTF-8 text as 64 hexadecimal digits. */
export function sha256(content: Uint8Array | string): string {
  return createHash('sha256').update(content).digest('hex');
}

/** SHA-256 of a value's canonical JSON. */
export function hashJson(value: Json): string {
  return sha256(canonicalJson(value));
}

/** An incremental SHA-256, for content that does not fit in memory at once. */
export function incrementalSha256(): Hash {
  return createHash('sha256');
}
