/** Made-up tables for models without a target. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createRng } from '../../src/math/philox.ts';

/** Writes a file of comma-separated values. */
export function write(folder: string, name: string, header: string, lines: readonly string[]): string {
  const path = join(folder, name);
  writeFileSync(path, `${header}\n${lines.join('\n')}\n`);
  return path;
}

/** Three groups that differ in two numbers and a colour; some gaps. */
export function writeGroups(folder: string, rows: number, name = 'groups.csv'): string {
  const rng = createRng(3).split(name);
  const centres = [
    [0, 0, 'red'],
    [12, 0, 'green'],
    [0, 120, 'blue'],
  ] as const;
  const lines = Array.from({ length: rows }, (_, row) => {
    const [width, weight, colour] = centres[row % 3];
    const gap = row % 25 === 7 ? '' : (width + rng.normal()).toFixed(3);
    return [`k${row}`, gap, (weight + 10 * rng.normal()).toFixed(2), rng.integer(10) ? colour : 'grey'].join(',');
  });
  return write(folder, name, 'id,width,weight,colour', lines);
}

/** Usual rows, and every twentieth far from them; `odd` says which. */
export function writePayments(folder: string, rows: number, name = 'payments.csv'): string {
  const rng = createRng(8).split(name);
  const lines = Array.from({ length: rows }, (_, row) => {
    const isOdd = row % 20 === 3;
    const far = () => (isOdd ? (rng.uniform() < 0.5 ? -7 : 7) : 0) + rng.normal();
    return [(100 + 10 * far()).toFixed(2), far().toFixed(3), rng.normal().toFixed(3), isOdd ? 'fraud' : 'fine'].join(
      ',',
    );
  });
  return write(folder, name, 'amount,speed,noise,odd', lines);
}
