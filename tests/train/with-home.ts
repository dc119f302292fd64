/** An open platform in a folder of its own, for tests of whole trainings. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Modelwright, openModelwright } from '../../src/index.ts';

const data = fileURLToPath(new URL('../../node_modules/vega-datasets/data/', import.meta.url));

/** Real data that comes with the development dependencies. */
export const penguins = join(data, 'penguins.json');
export const flights = join(data, 'flights-3m.parquet');

/** Runs the work with a fresh home and a folder for files, and removes both. */
export async function withHome(work: (mw: Modelwright, folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'modelwright-'));
  const mw = await openModelwright({ home: join(folder, 'home') });
  try {
    await work(mw, folder);
  } finally {
    await mw.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
