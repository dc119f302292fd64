/** Figures of peers, kept in a file with the versions they belong to, so that a run which was ended need not measure them again. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { peerFile, peerProgram } from './model.mjs';

/**
 * @param name of the figures.
 * @param terms of the measurement: kept figures of other terms, versions or machines do not count, nor any when `again` is set.
 */
export async function peerFigures(name, { peer, again, ...terms }, measure) {
  const folder = peerFile(`venv-${peer}`);
  const file = join(folder, `bench-${name}.json`);
  const key = JSON.stringify({ ...terms, machine: cpus()[0].model, cores: cpus().length, packages: packagesOf(peer) });
  const kept = !again && existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
  if (kept.key === key) return kept.figures;
  const figures = await measure();
  writeFileSync(file, JSON.stringify({ key, figures }));
  return figures;
}

/** The versions of a peer's pinned packages, such as `fastapi 0.1, uvicorn 0.2`. */
export function packagesOf(peer) {
  const names = readFileSync(peerFile(`requirements-${peer}.txt`), 'utf8').match(/^[\w-]+/gm);
  const code = `import importlib.metadata as m, sys; print(", ".join(f"{n} {m.version(n)}" for n in sys.argv[1:]))`;
  return execFileSync(peerProgram(peer, 'python'), ['-c', code, ...names], { encoding: 'utf8' }).trim();
}
