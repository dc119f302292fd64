/** Where a unit falls on the line from 0 to 1: the same point for ever, another one under every seed. */
import { sha256Bytes } from '../../core/hash.ts';

/**
 * A point in [0, 1) with 53 bits, from SHA-256 of the path's canonical text. Points of different paths are as good as independent,
 * so two experiments with their own seeds divide the same units independently of each other.
 *
 * @param path the seed first, the unit last; no two different paths share their text.
 */
export function unitPoint(...path: readonly string[]): number {
  const bytes = sha256Bytes(JSON.stringify(path));
  let high = 0;
  for (let i = 0; i < 4; i++) high = high * 256 + bytes[i];
  const low = ((bytes[4] << 16) | (bytes[5] << 8) | bytes[6]) >>> 3;
  return (high * 0x200000 + low) / 0x20000000000000;
}
