// Checks that package-lock.json installs everywhere: on the oldest Node we support, without install scripts, on every platform.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const read = (file) => JSON.parse(readFileSync(`${root}/${file}`, 'utf8'));
const manifest = read('package.json');
const { packages } = read('package-lock.json');

/** Packages whose install script is switched off in package.json, because they work without it. */
const scriptless = new Set(Object.keys(manifest.allowScripts).filter((name) => manifest.allowScripts[name] === false));
const oldestNode = manifest.engines.node.replace('>=', '').split('.').map(Number);
const problems = [];

for (const [group, wanted] of Object.entries({ ...manifest.dependencies, ...manifest.devDependencies })) {
  if (!/^\d+\.\d+\.\d+([-+].+)?$/.test(wanted)) problems.push(`${group}: ${wanted} is no exact version`);
}

for (const [path, entry] of Object.entries(packages)) {
  if (path === '' || entry.link) continue;
  const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
  const label = `${name}@${entry.version}`;
  if (!entry.integrity) problems.push(`${label}: no integrity hash`);
  if (entry.engines?.node && !accepts(entry.engines.node)) problems.push(`${label}: needs Node ${entry.engines.node}`);
  if (entry.hasInstallScript && !scriptless.has(name)) problems.push(`${label}: has an install script`);
  for (const optional of Object.keys(entry.optionalDependencies ?? {})) {
    const found = packages[`node_modules/${optional}`] ?? packages[`${path}/node_modules/${optional}`];
    if (!found) problems.push(`${label}: the lock file lacks its platform package ${optional}`);
  }
}

for (const problem of problems) console.error(problem);
console.log(`lock file: ${Object.keys(packages).length - 1} packages, ${problems.length} problems`);
process.exitCode = problems.length === 0 ? 0 : 1;

/** True when one alternative of an `engines.node` range holds for the oldest Node. */
function accepts(range) {
  return range.split('||').some((alternative) =>
    alternative
      .trim()
      .split(/\s+(?=[<>=^~\d])/)
      .every(holds),
  );
}

/** One comparison such as `>=18.0.0`, `^20.19.0`, `~20.1`, `20.x` or `*`. */
function holds(comparison) {
  const [, operator, text] = /^([<>=^~]*)\s*v?([\d.x*]*)/i.exec(comparison.trim());
  const wanted = text.split('.').map((part) => (/^\d+$/.test(part) ? Number(part) : undefined));
  const order = compare(oldestNode, wanted);
  if (operator === '>=') return order >= 0;
  if (operator === '>') return order > 0;
  if (operator === '<') return order < 0;
  if (operator === '<=') return order <= 0;
  const same = (parts) => wanted.slice(0, parts).every((part, i) => part === undefined || part === oldestNode[i]);
  if (operator === '^') return same(1) && order >= 0;
  if (operator === '~') return same(2) && order >= 0;
  return same(3);
}

/** Negative, zero or positive; a part that is not given counts as 0. */
function compare(version, wanted) {
  for (let i = 0; i < 3; i++) {
    const difference = version[i] - (wanted[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
