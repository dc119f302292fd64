/** The model that every server serves: LightGBM's own file, which ours imports. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bin } from '../measure.mjs';

const program = process.platform === 'win32' ? 'Scripts' : 'bin';

/** A file of bench/peers. */
export const peerFile = (name) => fileURLToPath(new URL(`../peers/${name}`, import.meta.url));
/** A program of a peer's venv. */
export const peerProgram = (peer, name) => peerFile(`venv-${peer}/${program}/${name}`);
export const isInstalled = (peer) => existsSync(peerProgram(peer, 'python'));

/** Trains it in a folder, and registers it in `home` there: `{ home, file, columns, rows, probabilities }`. */
export function makeModel(folder) {
  execFileSync(peerProgram('fastapi', 'python'), [peerFile('serving/make_model.py'), folder], { stdio: 'inherit' });
  const file = join(folder, 'lightgbm.txt');
  const home = join(folder, 'home');
  importModel(home, file);
  return { home, file, ...JSON.parse(readFileSync(join(folder, 'rows.json'), 'utf8')) };
}

/** Registers the file as a further version of `trees`. */
export function importModel(home, file) {
  execFileSync(process.execPath, [bin, 'models', 'import', file, '--name', 'trees', '--home', home, '--quiet'], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

/** A second model of the same trees whose leaves answer otherwise; the path of its file. */
export function writeOtherModel({ folder, file }) {
  const path = join(folder, 'other.txt');
  const text = readFileSync(file, 'utf8');
  const halved = text.replace(/^leaf_value=(.*)$/gm, (_, values) => {
    const halves = values.split(' ').map((value) => String(Number(value) / 2));
    return `leaf_value=${halves.join(' ')}`;
  });
  writeFileSync(path, halved);
  return path;
}
