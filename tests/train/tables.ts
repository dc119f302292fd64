/** Small tables with a known truth, written as files. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createRng } from '../../src/math/philox.ts';

export interface MadeTable {
  readonly rows: number;
  readonly seed: number;
  /** Turns the truth around, as when the world has changed. */
  readonly reversed?: boolean;
  /** Deals the outcomes out at random. */
  readonly shuffled?: boolean;
  /** Added to every x. */
  readonly shift?: number;
  /** First day, counted from 2024-01-01. */
  readonly day?: number;
}

/** Columns id, day, x, colour, group, bought; `bought` is yes the more often the larger x is. */
export function writeShop(folder: string, name: string, made: MadeTable): string {
  const rng = createRng(made.seed).split('shop');
  const lines = Array.from({ length: made.rows }, (_, row) => {
    const x = rng.normal() + (made.shift ?? 0);
    const colour = ['red', 'green', 'blue'][rng.integer(3)];
    const score = (made.reversed ? -1 : 1) * 2 * (x - (made.shift ?? 0)) + (colour === 'red' ? 1 : 0) + rng.normal();
    const bought = made.shuffled ? rng.uniform() < 0.5 : score > 0.3;
    const day = new Date(Date.UTC(2024, 0, 1 + (made.day ?? 0)) + Math.floor((row * 100) / made.rows) * 86_400_000);
    const id = `c${made.seed}-${row}`;
    return [id, day.toISOString().slice(0, 10), x.toFixed(4), colour, `g${row % 37}`, bought ? 'yes' : 'no'].join(',');
  });
  const path = join(folder, name);
  writeFileSync(path, `${['id,day,x,colour,group,bought', ...lines].join('\n')}\n`);
  return path;
}
