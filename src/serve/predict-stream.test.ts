import { describe, expect, it } from 'vitest';
import { features, smallModel } from '../../tests/server/small-models.ts';
import type { PredictionEvent } from '../store/predictions/prediction-log.ts';
import { eventsOf, type PredictionRows } from '../store/predictions/prediction-rows.ts';
import { bytesOfRows } from '../store/predictions/waiting-records.ts';
import { tableFrom } from '../table/build.ts';
import { cell } from '../table/column.ts';
import { columnNames, columnOf, type Table, takeRows, without } from '../table/table.ts';
import { compileLoggedColumns } from './logged-columns.ts';
import { predictRows } from './predict-rows.ts';
import { predictStream } from './predict-stream.ts';
import { predictTable } from './predict-table.ts';
import { openPredictor } from './predictor.ts';
import { compileRowReader } from './row-reader.ts';
import { compileTensorReader } from './tensors/tensor-reader.ts';

const binary = smallModel('binary').model;
const regression = smallModel('regression').model;
const version = { name: 'late', version: 3 };
const many = takeRows(
  features,
  Array.from({ length: 10_000 }, (_, i) => i % features.nRows),
);

async function* streamOf(...tables: Table[]): AsyncGenerator<Table> {
  yield* tables;
}

/** A log that keeps events and counts flushes. */
function memoryLog() {
  const events: PredictionEvent[] = [];
  let waiting = 0;
  let most = 0;
  return {
    events,
    rowsAtOnce: () => 1024,
    appendRows(rows: PredictionRows) {
      events.push(...eventsOf(rows));
      waiting += bytesOfRows(rows);
      most = Math.max(most, waiting);
    },
    async flush() {
      waiting = 0;
    },
    get mostWaiting() {
      return most;
    },
  };
}

const columnCells = (table: Table, name: string) =>
  Array.from({ length: table.nRows }, (_, row) => cell(columnOf(table, name), row));

describe('predictTable', () => {
  it('names classes by their text and has a probability each', () => {
    const table = predictTable(binary, features);
    expect(columnNames(table)).toEqual(['prediction', 'probability_FALSE', 'probability_TRUE']);
    const { values, probabilities } = binary.predict(features);
    expect(columnCells(table, 'prediction')).toEqual(Array.from(values, (code) => ['FALSE', 'TRUE'][code]));
    expect(columnCells(table, 'probability_TRUE')).toEqual([...probabilities![1]]);
  });

  it('gives numbers for a regression, and refuses a table that lacks a column', () => {
    const table = predictTable(regression, features);
    expect(columnNames(table)).toEqual(['prediction']);
    expect(columnCells(table, 'prediction')).toEqual([...regression.predict(features).values]);
    expect(() => predictTable(binary, without(features, ['night']))).toThrow('column "night"');
  });
});

describe('predictStream', () => {
  it('writes the same as a table in one piece, in order, without a log and ids', async () => {
    const written: Table[] = [];
    const seen: number[] = [];
    const { rows } = await predictStream({
      model: binary,
      version,
      batches: streamOf(features, takeRows(features, []), many),
      write: (table) => void written.push(table),
      onRows: (done) => void seen.push(done),
    });
    expect(rows).toBe(features.nRows + many.nRows);
    expect(seen.at(-1)).toBe(rows);
    expect(written.every((table) => columnNames(table)[0] === 'prediction')).toBe(true);
    const whole = [...columnCells(predictTable(binary, features), 'probability_TRUE')];
    const all = written.flatMap((table) => columnCells(table, 'probability_TRUE'));
    expect(all).toHaveLength(rows);
    expect(all.every((value, row) => Object.is(value, whole[row % features.nRows]))).toBe(true);
  });

  it('adds what each column contributed, in words and in figures that add up', async () => {
    const written: Table[] = [];
    const told: number[] = [];
    await predictStream({
      model: regression,
      version,
      batches: streamOf(features),
      write: (table) => void written.push(table),
      explain: ({ rows, method }) => void told.push(rows.length, method === 'linear' ? 1 : 0),
    });
    const [table] = written;
    const names = [
      'prediction',
      'explanation',
      'base_value',
      ...columnNames(features).map((name) => `contribution_${name}`),
    ];
    expect(columnNames(table)).toEqual(names);
    expect(told).toEqual([features.nRows, 1]);
    for (let row = 0; row < table.nRows; row++) {
      const [predicted, , ...parts] = table.columns.map((column) => cell(column, row));
      expect(parts.reduce<number>((sum, part) => sum + Number(part), 0)).toBeCloseTo(Number(predicted), 9);
    }
    expect(columnCells(table, 'explanation')[5]).toMatch(/^[a-z]+ (\+|-)\d/);
  });

  it('logs each row before it is written, and never more at once than the log can hold', async () => {
    const log = memoryLog();
    const text = 'x'.repeat(4_000);
    const long = tableFrom({ city: new Array(3_000).fill(text), distance: new Array(3_000).fill(1) });
    const table = {
      nRows: 3_000,
      columns: [
        ...long.columns,
        ...takeRows(
          many,
          Array.from({ length: 3_000 }, (_, i) => i),
        ).columns.slice(2),
      ],
    };
    const ids: unknown[] = [];
    await predictStream({
      model: binary,
      version,
      batches: streamOf(table),
      log,
      write(part) {
        ids.push(...columnCells(part, 'prediction_id'));
        expect(log.events.length).toBeGreaterThanOrEqual(ids.length);
      },
    });
    expect(log.events.map(({ predictionId }) => predictionId)).toEqual(ids);
    expect(new Set(ids).size).toBe(3_000);
    expect(log.mostWaiting).toBeLessThan(4 * 1024 * 1024);
    expect(log.events[7]).toMatchObject({ model: 'late', version: 3, source: 'batch', propensity: 1 });
    expect(log.events[7].features['city']).toBe(text);
  });

  it('leaves the event loop free between parts and stops when it is told to', async () => {
    let turns = 0;
    const ticking = setInterval(() => turns++, 1);
    const stop = new AbortController();
    const endless = async function* () {
      for (;;) yield many;
    };
    // Only a timer that gets its turn can end this.
    const job = predictStream({
      model: binary,
      version,
      batches: endless(),
      write: () => {},
      onRows: () => turns > 3 && stop.abort(),
      signal: stop.signal,
    });
    await expect(job).rejects.toMatchObject({ code: 'CANCELLED' });
    clearInterval(ticking);
  });

  it('passes on what the writer throws', async () => {
    const write = () => Promise.reject(new Error('disk full'));
    await expect(predictStream({ model: binary, version, batches: streamOf(features), write })).rejects.toThrow(
      'disk full',
    );
  });
});

describe('predictRows', () => {
  const served = {
    artifactHash: 'h',
    bytes: 0,
    model: binary,
    readRows: compileRowReader(binary.signature),
    loggedColumns: compileLoggedColumns(binary.signature),
    readTensors: compileTensorReader(binary.signature),
  };
  const resolved = { version: version as never, served };
  const resolver = { peek: () => resolved, resolve: async () => resolved };

  it('logs the features that a batch of the same rows would log', async () => {
    const [http, batch] = [memoryLog(), memoryLog()];
    const rows = Array.from({ length: features.nRows }, (_, row) =>
      Object.fromEntries(features.columns.map((column) => [column.name, cell(column, row)])),
    );
    const { predictions } = await predictRows(openPredictor({ resolver, log: http }), resolved, rows);
    await predictStream({ model: binary, version, batches: streamOf(features), write() {}, log: batch });
    const essence = ({ featuresHash, features, prediction, probabilities }: PredictionEvent) => {
      return { featuresHash, features, prediction, probabilities };
    };
    expect(http.events.map(essence)).toEqual(batch.events.map(essence));
    expect(predictions).toEqual(http.events.map(({ prediction }) => prediction));
    expect(new Set(http.events.map(({ featuresHash }) => featuresHash)).size).toBe(features.nRows);
  });

  it('has no probabilities of a model that says classes only', async () => {
    const { probabilities: _, ...golden } = binary.golden.predictions;
    const predict = (X: Table) => ({ values: binary.predict(X).values });
    const model = { ...binary, predict, golden: { ...binary.golden, predictions: golden } };
    const predictor = openPredictor({ resolver, log: memoryLog() });
    const row = { city: null, distance: 1, night: true, at: null };
    const answer = await predictRows(predictor, { ...resolved, served: { ...served, model } }, [row]);
    expect(answer.predictions).toHaveLength(1);
    expect(answer.probabilities).toBeUndefined();
    expect((await predictRows(predictor, resolved, [row])).probabilities).toBeDefined();
  });

  it('refuses inputs so large that the answer is no number, by row, and logs nothing', async () => {
    const log = memoryLog();
    const rows = Array.from({ length: 701 }, (_, row) => ({ city: null, distance: row, night: true, at: null }));
    const predict = (X: Table) => {
      const distances = columnCells(X, 'distance') as number[];
      return { values: Float64Array.from(distances, (distance) => (distance === 700 ? Infinity : 1)) };
    };
    const overflowing = { ...served, model: { ...regression, predict } };
    const predictor = openPredictor({ resolver, log });
    await expect(predictRows(predictor, { ...resolved, served: overflowing }, rows)).rejects.toMatchObject({
      code: 'VALUE_INVALID',
      details: { what: 'prediction of row 700' },
    });
    expect(log.events).toEqual([]);
  });
});
