import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readTable } from '../data/read.ts';
import { resolveSource } from '../data/source.ts';
import { cell } from '../table/column.ts';
import { columnOf } from '../table/table.ts';
import type { Signature } from '../table/task.ts';
import { sourceForModel } from './model-source.ts';
import type { OpenedModel } from './opened-model.ts';

let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'model-source-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function write(name: string, ...lines: string[]): string {
  const path = join(folder, name);
  writeFileSync(path, `${lines.join('\n')}\n`);
  return path;
}

/** A model of `zip` and `speed` for `late`, where speed and late were derived. */
async function opened(task: 'binary' | 'regression' = 'binary'): Promise<OpenedModel> {
  const trained = write('trained.csv', 'zip,distance,minutes,delay', '01234,10,5,20', '98765,20,5,3');
  const derive = ['speed = distance / minutes', 'late = delay > 15'];
  const plan = await resolveSource(trained, { derive, textColumns: ['zip', 'late'] });
  const inputs = [
    { name: 'zip', type: 'string' },
    { name: 'speed', type: 'number' },
  ] as const;
  const classes = task === 'binary' ? ['false', 'true'] : [];
  const signature: Signature = { inputs, target: { name: 'late', task, classes } };
  const decision = { spec: { name: 'gbdt', params: {} }, rows: 'train', dataHash: '', request: { plan } };
  // Only what the function reads.
  return { version: { decision }, model: { signature }, bytes: 0 } as unknown as OpenedModel;
}

async function read(source: string, target: boolean) {
  const found = await sourceForModel(await opened(), source, { target });
  const names = found.hasTarget ? [...found.inputs, 'late'] : found.inputs;
  const table = await readTable(found.plan, { columns: names });
  const rows = Array.from({ length: table.nRows }, (_, row) =>
    Object.fromEntries(names.map((name) => [name, cell(columnOf(table, name), row)])),
  );
  return { ...found, rows };
}

describe('sourceForModel', () => {
  it('derives again what the model was given derived, and keeps texts as they are written', async () => {
    const source = write('raw.csv', 'delay,minutes,distance,zip,more', '16,4,10,00042,x', '15,4,2,7,y');
    const { rows, hasTarget, inputs } = await read(source, true);
    expect({ hasTarget, inputs }).toEqual({ hasTarget: true, inputs: ['zip', 'speed'] });
    expect(rows).toEqual([
      { zip: '00042', speed: 2.5, late: 'true' },
      { zip: '7', speed: 0.5, late: 'false' },
    ]);
  });

  it('takes columns that the source has, whatever they could be derived from', async () => {
    const source = write('own.csv', 'zip,speed,late,distance,minutes,delay', '1,7.5,TRUE,1,1,0');
    expect((await read(source, true)).rows).toEqual([{ zip: '1', speed: 7.5, late: 'TRUE' }]);
  });

  it('looks for no target where only answers are wanted', async () => {
    const source = write('unlabelled.csv', 'zip,distance,minutes', '1,10,4');
    expect(await read(source, false)).toMatchObject({ hasTarget: false, rows: [{ zip: '1', speed: 2.5 }] });
    const labelled = write('labelled.csv', 'zip,speed,late', '1,2.5,true');
    expect((await read(labelled, false)).hasTarget).toBe(false);
  });

  it('says when a wanted target is neither there nor can be derived', async () => {
    const source = write('no-delay.csv', 'zip,distance,minutes', '1,10,4');
    expect(await read(source, true)).toMatchObject({ hasTarget: false, rows: [{ speed: 2.5 }] });
  });

  it('names every input that is neither there nor can be derived', async () => {
    const source = write('lacking.csv', 'distance,delay', '10,3');
    await expect(sourceForModel(await opened(), source, { target: true })).rejects.toMatchObject({
      code: 'SOURCE_SCHEMA_MISMATCH',
      message: expect.stringContaining('it lacks the column(s) zip, speed'),
    });
  });

  it('reads the numbers of a regression as numbers', async () => {
    const source = write('numbers.csv', 'zip,speed,late', '1,2.5,10');
    const { plan } = await sourceForModel(await opened('regression'), source, { target: true });
    const table = await readTable(plan, { columns: ['late'] });
    expect(cell(columnOf(table, 'late'), 0)).toBe(10);
  });
});
