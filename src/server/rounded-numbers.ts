/** Text in which whole numbers that float64 would round are infinite, so that whoever reads it refuses them like 1e400. */
import type { ByteRange } from './json-scan.ts';

/** Bytes [from, to) as text. */
export function withoutRounded(bytes: Buffer, from: number, to: number, rounded: readonly ByteRange[]): string {
  let text = '';
  let at = from;
  for (const { start, end } of rounded) {
    text += `${bytes.toString('utf8', at, start)}1e999`;
    at = end;
  }
  return text + bytes.toString('utf8', at, to);
}
