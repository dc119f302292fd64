// Compiles src/ and kernel/ into dist/ when a source is newer than the last build.
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { argv } from 'node:process';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { buildKernel } from './build-kernel.mjs';
import { bundle } from './bundle.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const stamp = `${root}/dist/.built`;

const newest = (folder) =>
  Math.max(
    0,
    ...readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => !entry.name.endsWith('.test.ts'))
      .map((entry) => statSync(`${entry.parentPath}/${entry.name}`).mtimeMs),
  );

/** Builds only when dist/ is absent or older than a source, the build settings or the lock file. */
export async function buildIfStale() {
  const sourcesAt = Math.max(
    newest(`${root}/src`),
    newest(`${root}/kernel`),
    newest(`${root}/scripts`),
    ...['tsconfig.json', 'tsconfig.build.json', 'package-lock.json'].map((file) => statSync(`${root}/${file}`).mtimeMs),
  );
  if (existsSync(stamp) && statSync(stamp).mtimeMs >= sourcesAt) return;
  await build();
}

async function build() {
  console.error('modelwright: building dist/');
  const fresh = `${root}/dist.${process.pid}`;
  try {
    compile(fresh);
    await buildKernel(`${fresh}/estimators/tree`);
    await bundle(fresh);
    chmodSync(`${fresh}/bin.js`, 0o755);
  } catch (error) {
    rmSync(fresh, { recursive: true, force: true });
    throw error;
  }
  writeFileSync(`${fresh}/.built`, '');
  replaceDist(fresh);
}

function compile(folder) {
  const { status } = spawnSync(
    process.execPath,
    [`${root}/node_modules/typescript/bin/tsc`, '-p', `${root}/tsconfig.build.json`, '--outDir', folder],
    { cwd: root, stdio: ['ignore', 2, 2] },
  );
  if (status !== 0) throw new Error('the compiler refused the sources, see above');
}

/** Two renames, so that a process that starts meanwhile hardly ever finds no dist/ at all. */
function replaceDist(fresh) {
  const old = `${fresh}.old`;
  if (existsSync(`${root}/dist`)) renameSync(`${root}/dist`, old);
  renameSync(fresh, `${root}/dist`);
  rmSync(old, { recursive: true, force: true });
}

if (import.meta.url === pathToFileURL(argv[1] ?? '').href) await build();
