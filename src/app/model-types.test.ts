/** Generated types: the text is what a person would write, and it compiles against the client, which refuses what the server would. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it, onTestFinished } from 'vitest';
import { registerModel, smallModel } from '../../tests/server/small-models.ts';
import { withStore } from '../../tests/store/with-store.ts';
import type { Signature } from '../table/task.ts';
import { modelTypes, writeModelTypes } from './model-types.ts';
import { openModel } from './opened-model.ts';

const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');
/** Compiles programs against the sources of the client; the compiler's complaints. */
async function complaints(programs: Readonly<Record<string, string>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'modelwright-types-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await writeFile(join(folder, 'package.json'), '{"type":"module"}');
  for (const [name, text] of Object.entries(programs)) await writeFile(join(folder, name), text);
  const settings = {
    extends: join(root, 'tsconfig.json'),
    compilerOptions: {
      allowImportingTsExtensions: true,
      rewriteRelativeImportExtensions: false,
      typeRoots: [join(root, 'node_modules/@types')],
    },
    include: [],
    files: Object.keys(programs),
  };
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(settings));
  const compiler = join(root, 'node_modules/typescript/bin/tsc');
  const run = promisify(execFile)(process.execPath, [compiler, '-p', folder]);
  return run.then(
    () => '',
    ({ stdout }: { stdout: string }) => stdout,
  );
}

it('of a model of classes and one of numbers are short, and name version and artifact', () =>
  withStore(async (store) => {
    const { artifactHash } = await registerModel(store, 'late', smallModel('binary'));
    const classes = modelTypes(await openModel(store, 'late'));
    expect(classes).toBe(`/**
 * Types of the model "late", version 1, for modelwright/client.
 * Artifact ${artifactHash}.
 * Made by \`modelwright models types late@1\`; made again, not edited.
 */

/** One row; null is a missing value. */
export interface LateRow {
  readonly city: string | null;
  readonly distance: number | null;
  readonly night: boolean | null;
  /** As text: a date or an instant, ISO-8601. */
  readonly at: string | Date | null;
}

/** The classes of "late". */
export type LateClass = 'FALSE' | 'TRUE';

/** The model: \`client.model<LateModel>('late')\`. */
export interface LateModel {
  readonly name: 'late';
  readonly row: LateRow;
  readonly prediction: LateClass;
  readonly probabilities: { readonly [Class in LateClass]: number };
}
`);
    await registerModel(store, '3 how-late', smallModel('regression'));
    const numbers = modelTypes(await openModel(store, '3 how-late'));
    expect(numbers).toContain('export interface Model3HowLateModel {');
    expect(numbers).toContain("  readonly name: '3 how-late';\n");
    expect(numbers).toContain('  readonly prediction: number;\n}');
    expect(numbers).toContain('`modelwright models types "3 how-late@1"`');
  }));

it('compile against the client, which then refuses what the server would refuse', () =>
  withStore(async (store, home) => {
    await registerModel(store, 'late', smallModel('binary'));
    const written = await writeModelTypes(store, { model: 'late', output: join(home, 'late.ts') });
    expect(written).toMatchObject({ name: 'late', version: 1, type: 'LateModel' });
    const opened = await openModel(store, 'late');
    const strange: Signature = {
      inputs: ['a b', "it's", '__proto__', 'class', 'naïve', '*/ "', '\\'].map((name) => ({ name, type: 'integer' })),
      target: {
        name: '*/ x',
        task: 'multiclass',
        classes: ["it's", '"', '\n', '\u2028', ...'abcdefghijklmnopqrstuvw'],
      },
    };
    const { golden } = opened.model;
    const odd = modelTypes({
      version: { ...opened.version, name: 'Date' },
      model: { ...opened.model, golden, signature: strange },
    } as Parameters<typeof modelTypes>[0]);
    const program = `
import { createClient } from '${root}/src/client/index.ts';
import type { DateModel, DateRow } from './odd.ts';
import type { LateModel, LateRow } from './late.ts';

const client = createClient({ url: 'http://127.0.0.1:8080' });
const late = client.model<LateModel>('late@champion');
const row: LateRow = { city: 'Bern', distance: 1, night: null, at: new Date(0) };
export const said: 'FALSE' | 'TRUE' = (await late.predict([row])).predictions[0];
export const share: number = (await late.predict([row])).probabilities[0].TRUE;
for await (const answer of late.stream([row])) {
  if (answer.error) console.log(answer.error.code === 'ROW_INVALID');
  else console.log(answer.probabilities.FALSE + answer.modelVersion);
}
// @ts-expect-error: another model's name
client.model<LateModel>('early');
// @ts-expect-error: a column that is not there
await late.predict([{ ...row, distanc: 3 }]);
// @ts-expect-error: a missing column
await late.predict([{ city: null }]);
// @ts-expect-error: a text for a number
await late.predict([{ ...row, distance: '3' }]);
// @ts-expect-error: a class that is none
console.log(said === 'MAYBE');
// @ts-expect-error: a model of classes has no measures
console.log((await late.predict([row])).measures);
const any = client.model('anything');
console.log((await any.predict([{ a: 1, b: 'x' }])).probabilities?.[0]['TRUE']);
export const odd: DateRow = { 'a b': 1, "it's": 1, ['__proto__']: 1, class: 1, naïve: 1, '*/ "': 1, '\\\\': null };
export const oddClass: "it's" | string = (await client.model<DateModel>('Date').predict([odd])).predictions[0];
`;
    const late = modelTypes(opened);
    expect(await complaints({ 'late.ts': late, 'odd.ts': odd, 'program.ts': program })).toBe('');
    expect(await complaints({ 'wrong.ts': 'export const a: number = "";' })).toContain('TS2322');
  }));
