/** Real tables that guides are about, where MODELWRIGHT_TEST_DATA names a folder that has them. */
import { copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

const fileOf = (name: string) => join(process.env['MODELWRIGHT_TEST_DATA'] ?? '', `${name}.csv.gz`);

/** Whether a table is there. */
export const isThere = (name: string) => process.env['MODELWRIGHT_TEST_DATA'] !== undefined && existsSync(fileOf(name));

/** Puts a table where a command of a guide looks for it, unpacked where its name says so. */
export function putTable(name: string, path: string): void {
  if (path.endsWith('.gz')) copyFileSync(fileOf(name), path);
  else writeFileSync(path, gunzipSync(readFileSync(fileOf(name))));
}
