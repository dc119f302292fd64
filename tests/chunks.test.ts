/** The chunks of the built package: whole, portable, and one library whichever entry loads it. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const dist = new URL('../dist/', import.meta.url);
const chunks = readdirSync(new URL('chunks/', dist)).filter((name) => name.endsWith('.js'));
const textOf = (name: string) => readFileSync(new URL(`chunks/${name}`, dist), 'utf8');

it('name no place of the machine that built them', () => {
  const root = fileURLToPath(new URL('..', import.meta.url));
  expect(chunks.filter((name) => textOf(name).includes(root))).toEqual([]);
});

it('find every neighbour that a module asks for by its own place', () => {
  const places = chunks.flatMap((name) =>
    [...textOf(name).matchAll(/new URL\("([^"]+)", import\.meta\.url\)/g)].map(([, place]) => place),
  );
  expect(places.length).toBeGreaterThan(5);
  for (const place of places) expect([place, existsSync(new URL(`chunks/${place}`, dist))]).toEqual([place, true]);
});

it('hold each module once, so that a class is one class wherever it comes from', () => {
  const errors = chunks.filter((name) => /\bModelwrightError = class\b/.test(textOf(name)));
  expect(errors).toHaveLength(1);
  for (const entry of ['bin.js', 'index.js', 'testing/index.js', 'train/study/objective-worker.js']) {
    expect(readFileSync(new URL(entry, dist), 'utf8')).toMatch(/chunks\//);
  }
});

it('ask npm for nothing but what the package depends on', () => {
  const { dependencies, peerDependencies } = JSON.parse(readFileSync(new URL('../package.json', dist), 'utf8'));
  const declared = Object.keys({ ...dependencies, ...peerDependencies });
  const asked = chunks.flatMap((name) =>
    [...textOf(name).matchAll(/(?:^import |^import .* from |\bimport\(|__require\()"([^"\n]+)"/gm)].map(([, id]) => id),
  );
  const packages = asked
    .filter((id) => !id.startsWith('.') && !isBuiltin(id))
    .map((id) => id.split('/', id.startsWith('@') ? 2 : 1).join('/'));
  expect(packages).toContain('@duckdb/node-api');
  // Fastify's own, which it loads where it checks by schemas or is asked without a connection: never here.
  const unused = ['@fastify/ajv-compiler', '@fastify/fast-json-stringify-compiler', 'light-my-request'];
  const optional = ['supports-color'];
  expect(packages.filter((name) => ![...declared, ...unused, ...optional].includes(name))).toEqual([]);
});

it('come with the licences of the packages that are in them', () => {
  const licences = readFileSync(new URL('chunks/LICENSES.txt', dist), 'utf8');
  // Those that are named to the bundler, and some that Fastify needs: one has no file of its licence.
  for (const name of ['cephes', 'fastify', 'kysely', 'zod', 'abstract-logging', 'find-my-way']) {
    expect(licences).toMatch(new RegExp(`^${name}\\n\\n.+`, 'm'));
  }
});
