/** Lists and files agree: every definition in a file is on its folder's list, under a name of its own, and reachable through every door. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Command as Program } from 'commander';
import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import type { Operation } from '../src/app/operation.ts';
import { operations } from '../src/app/operations/index.ts';
import { groups } from '../src/cli/command-groups.ts';
import { commands, wordsOf } from '../src/cli/commands.ts';
import { addOptions, inputOf } from '../src/cli/options.ts';
import { errorTable } from '../src/core/error-table.ts';
import { findingRules } from '../src/data/findings/index.ts';
import '../src/estimators/index.ts';
import { listEstimators } from '../src/estimators/registry.ts';
import { metrics } from '../src/metrics/index.ts';
import { driftTests } from '../src/monitor/drift-tests/index.ts';
import { argumentsOf } from './cli/arguments-of.ts';

const source = fileURLToPath(new URL('../src', import.meta.url));

const has = (value: unknown, ...fields: string[]) =>
  typeof value === 'object' && value !== null && fields.every((field) => field in value);

/** Each kind of definition: where its files are, how one is known, and the list that names all. */
const kinds = [
  {
    kind: 'operation',
    folder: 'app/operations',
    isDefinition: (value: unknown) => has(value, 'name', 'input', 'output', 'access', 'run'),
    list: operations as readonly object[],
  },
  {
    kind: 'estimator',
    folder: 'estimators',
    isDefinition: (value: unknown) => has(value, 'kind', 'name', 'version', 'params', 'state', 'fit'),
    list: listEstimators() as readonly object[],
  },
  {
    kind: 'metric',
    folder: 'metrics',
    isDefinition: (value: unknown) => has(value, 'name', 'tasks', 'direction', 'bounds', 'compute'),
    list: metrics as readonly object[],
  },
  {
    kind: 'finding',
    folder: 'data/findings',
    isDefinition: (value: unknown) => has(value, 'code', 'find'),
    list: findingRules as readonly object[],
  },
  {
    kind: 'drift test',
    folder: 'monitor/drift-tests',
    isDefinition: (value: unknown) => has(value, 'name', 'kinds', 'threshold', 'measure'),
    list: driftTests as readonly object[],
  },
] as const;

interface Definition {
  readonly path: string;
  readonly value: object;
}

const nameOf = (value: object) => String((value as { name?: string }).name ?? (value as { code?: string }).code);

describe.each(kinds)('every $kind', ({ folder, isDefinition, list, kind }) => {
  const definitions = definitionsIn(folder, isDefinition);

  it('in a file is on the list, and the other way round', async () => {
    const found = await definitions;
    expect(found.length).toBeGreaterThan(3);
    expect(found.filter(({ value }) => !list.includes(value)).map(({ path }) => path)).toEqual([]);
    expect(list.filter((value) => !found.some((one) => one.value === value)).map(nameOf)).toEqual([]);
  });

  it('has a name of its own', () => {
    const names = list.map(nameOf);
    expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
    expect(names.filter((name) => !/^[a-z0-9_]+(\.[a-z]+)?$/.test(name))).toEqual([]);
  });

  it('lies in the file that its name says', async () => {
    const fileOf = (name: string) => (kind === 'operation' ? name.split('.')[0] : name).replaceAll('_', '-');
    const wrong = (await definitions)
      .filter(({ path, value }) => !path.endsWith(`/${fileOf(nameOf(value))}.ts`))
      .map(({ path, value }) => `${nameOf(value)} in ${path}`);
    expect(wrong).toEqual([]);
  });
});

describe('every operation', () => {
  it('is a command, in the same order', () => {
    expect(commands.map(({ name }) => name)).toEqual(operations.map(({ name }) => name));
  });

  it('that is nested has a group, and no group is empty', () => {
    const nested = operations.filter(({ name }) => name.includes('.')).map(({ name }) => name.split('.')[0]);
    expect([...new Set(nested)].sort(byCodeUnit)).toEqual(Object.keys(groups).sort(byCodeUnit));
    for (const [group, summary] of Object.entries(groups)) {
      const members = operations
        .filter(({ name }) => name.startsWith(`${group}.`))
        .map(({ name }) => name.split('.')[1]);
      expect(summary.endsWith(`: ${members.join(', ')}`), `${group}: ${summary}`).toBe(true);
    }
  });

  it.each(operations.map((operation, i) => [operation.name, operation as Operation, commands[i]] as const))(
    '%s is behind its command, which can show its answer',
    async (_, operation, command) => {
      expect(await command.operation()).toBe(operation);
      expect(typeof (await command.view())).toBe('function');
      expect(command.summary.length).toBeLessThanOrEqual(50);
    },
  );

  it.each(operations.map((operation) => [operation.name, operation as Operation] as const))(
    '%s explains itself and its fields',
    (_, operation) => {
      expect(operation.description).toMatch(/^[A-Z].*\.$/);
      const fields = Object.entries(operation.input.shape);
      for (const [name, schema] of fields) expect(described(schema), `field ${name}`).toBe(true);
      const names = fields.map(([name]) => name);
      expect(operation.positional.filter((name) => !names.includes(name))).toEqual([]);
      expect(names.filter((name) => ['json', 'home', 'quiet', 'help'].includes(name))).toEqual([]);
    },
  );

  it.each(
    operations.flatMap((operation) => operation.examples.map((example) => [example, operation as Operation] as const)),
  )('shows an example that works: %s', (example, operation) => {
    const words = argumentsOf(example);
    const path = wordsOf(operation.name);
    expect(words.slice(0, path.length + 1)).toEqual(['modelwright', ...path]);
    const program = new Program()
      .exitOverride()
      .configureOutput({ writeErr() {} })
      .option('--json');
    addOptions(program, operation);
    program.parse(words.slice(path.length + 1), { from: 'user' });
    expect(operation.input.safeParse(inputOf(operation, program)).error?.issues ?? []).toEqual([]);
  });

  it('has an example', () => {
    expect(operations.filter(({ examples }) => (examples as readonly string[]).length === 0)).toEqual([]);
  });
});

describe('every error code', () => {
  const text = sourcePaths('')
    .filter((path) => !path.endsWith('core/error-table.ts'))
    .map((path) => readFileSync(join(source, path), 'utf8').replace(/\/\*[\s\S]*?\*\//g, ''))
    .join('\n');

  it.each(Object.keys(errorTable))('%s is raised somewhere', (code) => {
    expect(text.includes(`'${code}'`)).toBe(true);
  });

  it('reads AREA_FACT, and says something', () => {
    for (const [code, { message, http, exit }] of Object.entries(errorTable)) {
      expect(code).toMatch(/^[A-Z]+(_[A-Z]+)*$/);
      expect(message.length, code).toBeGreaterThan(10);
      expect(http, code).toBeGreaterThanOrEqual(400);
      expect([1, 2, 3], code).toContain(exit);
    }
  });
});

/** Definitions that the files of a folder export, found by their shape. Entries of worker threads are not loaded. */
async function definitionsIn(folder: string, isDefinition: (value: unknown) => boolean): Promise<Definition[]> {
  const paths = sourcePaths(folder).filter((path) => !/(^|\/)index\.ts$|-worker\.ts$/.test(path));
  const loaded = await Promise.all(
    paths.map(async (path) => ({
      path,
      exports: Object.values((await import(pathToFileURL(join(source, path)).href)) as Record<string, unknown>),
    })),
  );
  return loaded.flatMap(({ path, exports }) =>
    exports.filter(isDefinition).map((value) => ({ path, value: value as object })),
  );
}

function sourcePaths(folder: string): string[] {
  return readdirSync(join(source, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /(?<!\.d|\.test)\.ts$/.test(entry.name))
    .map((entry) => relative(source, join(entry.parentPath, entry.name)).replaceAll('\\', '/'));
}

function described(schema: z.core.$ZodType): boolean {
  let inner = schema as { description?: string; def?: { innerType?: unknown; in?: unknown } } | undefined;
  while (inner) {
    if (inner.description) return true;
    inner = (inner.def?.innerType ?? inner.def?.in) as typeof inner;
  }
  return false;
}

function byCodeUnit(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
