// Checks that package-lock.json installs everywhere: on the oldest Node we support, without install scripts, on every platform.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import semver from 'semver';

const root = fileURLToPath(new URL('..', import.meta.url));
const read = (file) => JSON.parse(readFileSync(`${root}/${file}`, 'utf8'));
const manifest = read('package.json');
const { packages } = read('package-lock.json');

/** Packages whose install script is switched off in package.json, because they work without it. */
const scriptless = new Set(Object.keys(manifest.allowScripts).filter((name) => manifest.allowScripts[name] === false));
const oldestNode = semver.minVersion(manifest.engines.node);
const problems = [];

for (const [group, wanted] of Object.entries({ ...manifest.dependencies, ...manifest.devDependencies })) {
  if (!/^\d+\.\d+\.\d+([-+].+)?$/.test(wanted)) problems.push(`${group}: ${wanted} is no exact version`);
}

for (const [path, entry] of Object.entries(packages)) {
  if (path === '' || entry.link) continue;
  const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
  const label = `${name}@${entry.version}`;
  if (!entry.integrity) problems.push(`${label}: no integrity hash`);
  if (entry.engines?.node && !semver.satisfies(oldestNode, entry.engines.node))
    problems.push(`${label}: needs Node ${entry.engines.node}`);
  if (entry.hasInstallScript && !scriptless.has(name)) problems.push(`${label}: has an install script`);
  for (const optional of Object.keys(entry.optionalDependencies ?? {})) {
    const found = packages[`node_modules/${optional}`] ?? packages[`${path}/node_modules/${optional}`];
    if (!found) problems.push(`${label}: the lock file lacks its platform package ${optional}`);
  }
}

for (const problem of problems) console.error(problem);
console.log(`lock file: ${Object.keys(packages).length - 1} packages, ${problems.length} problems`);
process.exitCode = problems.length === 0 ? 0 : 1;
