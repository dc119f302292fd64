// Checks that package-lock.json installs the same, complete and script-free packages everywhere.
import { readFileSync } from 'node:fs';
import { argv } from 'node:process';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { minVersion, satisfies } from 'semver';

const exactVersion = /^\d+\.\d+\.\d+(-[\w.]+)?$/;

/**
 * What is wrong, one sentence each; nothing when all is well.
 *
 * @param manifest package.json
 * @param lock package-lock.json, version 3
 */
export function lockfileProblems(manifest, lock) {
  const packages = Object.entries(lock.packages ?? {}).filter(([path]) => path !== '');
  return [
    ...pinProblems(manifest, lock),
    ...packages.flatMap(([path, entry]) => [
      ...sourceProblems(path, entry),
      ...scriptProblems(path, entry, manifest),
      ...engineProblems(path, entry, manifest),
      ...platformProblems(path, entry, lock),
    ]),
  ];
}

/** A range would let two installs differ, and a lock file of other pins belongs to another package.json. */
function pinProblems(manifest, lock) {
  if (lock.lockfileVersion !== 3) return [`the lock file has version ${lock.lockfileVersion}, not 3`];
  const found = [];
  for (const kind of ['dependencies', 'devDependencies', 'optionalDependencies']) {
    for (const [name, pin] of Object.entries(manifest[kind] ?? {})) {
      if (!exactVersion.test(pin)) found.push(`${name} is pinned to "${pin}", which is no exact version`);
      const locked = lock.packages[`node_modules/${name}`]?.version;
      if (locked !== pin) found.push(`${name} is ${pin} in package.json and ${locked ?? 'absent'} in the lock file`);
    }
  }
  return found;
}

/** Content is known by its hash; where it comes from is the installing machine's choice of registry. */
function sourceProblems(path, { integrity = '', resolved, link }) {
  const found = [];
  if (!integrity.startsWith('sha512-')) found.push(`${path} has no SHA-512 integrity`);
  if (resolved !== undefined) found.push(`${path} is bound to ${resolved}; lock it without "resolved"`);
  if (link) found.push(`${path} is a link to a folder`);
  return found;
}

/** Packages work without their install scripts, and package.json says that this was looked at. */
function scriptProblems(path, { hasInstallScript }, manifest) {
  if (!hasInstallScript || manifest.allowScripts?.[nameOf(path)] === false) return [];
  return [`${path} has an install script; check that it works without, and add it to allowScripts as false`];
}

/** Every package runs on the oldest Node that this project promises. */
function engineProblems(path, { engines, version, os }, manifest) {
  const oldest = minVersion(manifest.engines.node).version;
  const needed = engines?.node;
  const elsewhere = os !== undefined && !os.includes('linux');
  if (needed === undefined || elsewhere || satisfies(oldest, needed)) return [];
  return [`${path} ${version} needs Node ${needed}, this project promises ${oldest}`];
}

/** npm can leave out the binaries of other platforms when it writes the lock file; an install there would then lack them. */
function platformProblems(path, { optionalDependencies = {} }, { packages }) {
  return Object.keys(optionalDependencies)
    .filter((name) => !parents(path).some((parent) => `${parent}node_modules/${name}` in packages))
    .map((name) => `${path} can use ${name}, which the lock file lacks`);
}

function nameOf(path) {
  return path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
}

/** Folders in whose node_modules a package finds what it needs, the nearest first. */
function parents(path) {
  const found = [`${path}/`];
  for (let at = path.lastIndexOf('node_modules/'); at >= 0; at = path.lastIndexOf('node_modules/', at - 1)) {
    found.push(path.slice(0, at));
    if (at === 0) break;
  }
  return found;
}

if (import.meta.url === pathToFileURL(argv[1] ?? '').href) {
  const read = (file) => JSON.parse(readFileSync(fileURLToPath(new URL(`../${file}`, import.meta.url)), 'utf8'));
  const lock = read('package-lock.json');
  const problems = lockfileProblems(read('package.json'), lock);
  for (const problem of problems) console.error(problem);
  if (problems.length > 0) process.exit(1);
  console.log(
    `lock file: ${Object.keys(lock.packages).length - 1} packages, exact, complete and without install scripts`,
  );
}
