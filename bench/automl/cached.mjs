/** Results of fits on disk, so that a run takes up where an earlier one was interrupted. */
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** `<cache>/results/<set>/<system>-<version>-<budget>s-seed<n>.json` */
function pathOf(cache, { set, system, version, budget, seed }) {
  return join(cache, 'results', set, `${system}-${version}-${budget}s-seed${seed}.json`);
}

/** The result of that fit, or undefined. */
export function cachedResult(cache, key) {
  const path = pathOf(cache, key);
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : undefined;
}

/** Keeps a result, whole or not at all. */
export function cacheResult(cache, key, result) {
  const path = pathOf(cache, key);
  mkdirSync(join(cache, 'results', key.set), { recursive: true });
  writeFileSync(`${path}.part`, `${JSON.stringify({ ...key, ...result }, null, 1)}\n`);
  renameSync(`${path}.part`, path);
}
