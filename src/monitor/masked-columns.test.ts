import { describe, expect, it } from 'vitest';
import { createRng } from '../math/philox.ts';
import type { PredictionEvent } from '../store/predictions/prediction-log.ts';
import { numberColumn, stringColumn } from '../table/build.ts';
import { tableOf } from '../table/table.ts';
import { maskedColumns } from './masked-columns.ts';
import { monitorModel } from './monitor.ts';

const event = (masked?: PredictionEvent['masked']) => ({ masked }) as PredictionEvent;

describe('maskedColumns', () => {
  it('takes the mask that leaves least where events differ', () => {
    const events = [event({ a: 'redacted', b: 'hashed' }), event(), event({ a: 'dropped', b: 'redacted' })];
    expect([...maskedColumns(events)]).toEqual([
      ['a', 'dropped'],
      ['b', 'hashed'],
    ]);
  });
});

describe('monitoring a masked log', () => {
  const rows = 400;
  const rng = createRng(5);
  const ages = (name: string) => Float64Array.from({ length: rows }, () => Math.floor(rng.split(name).uniform() * 60));
  const channels = (...all: string[]) => Array.from({ length: rows }, (_, row) => all[row % all.length]);
  const table = (income: (number | null)[], city: (string | null)[], channel: string[]) =>
    tableOf([
      numberColumn('age', ages('age')),
      numberColumn('income', income),
      stringColumn('city', city),
      stringColumn('channel', channel),
    ]);
  const known = Array.from({ length: rows }, (_, row) => (row * 37) % 100);
  const reference = table(known, channels('Graz', 'Linz'), channels('shop', 'ask a@b.de'));
  const hidden = (income: null, city: string) =>
    table(new Array(rows).fill(income), channels(city), channels('shop', 'ask [email]'));
  const watch = (masked?: Parameters<typeof monitorModel>[0]['masked']) =>
    monitorModel({
      reference,
      current: hidden(null, 'hmac:00'),
      masked,
      target: { name: 'y', task: 'binary', classes: ['n', 'y'] },
      metric: 'roc_auc',
      scores: {},
      seed: 1,
    });

  it('raises no alarm about masked columns, and says that it left them out', async () => {
    const report = await watch(
      new Map([
        ['income', 'dropped'],
        ['city', 'hashed'],
        ['channel', 'redacted'],
      ] as const),
    );
    expect(report.alerts).toEqual([]);
    const told = new Map(report.drift.columns.map(({ name, status, reason }) => [name, `${status} ${reason}`]));
    expect(told.get('income')).toBe('skipped dropped in the prediction log');
    expect(told.get('city')).toBe('skipped hashed in the prediction log');
    expect(told.get('channel')).toBe('stable undefined');
    expect(told.get('age')).toBe('stable undefined');
  });

  it('would raise them otherwise', async () => {
    const alarmed = new Set((await watch()).alerts.map(({ column }) => column));
    expect(alarmed).toEqual(new Set([undefined, 'income', 'city', 'channel']));
  });
});
