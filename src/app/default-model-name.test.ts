import fc from 'fast-check';
import { expect, it } from 'vitest';
import { checkName } from '../core/names.ts';
import { defaultModelName } from './default-model-name.ts';

it.each([
  ['data/flights-2001.csv.gz', 'flights-2001'],
  ['C:\\data\\Churn 2024 (final).CSV', 'Churn-2024-final'],
  ['penguins.json', 'penguins'],
  ['/deep/part-*.parquet', 'part'],
  ['sales.v2.ndjson', 'sales.v2'],
  ['données.csv', 'donn-es'],
  ['.csv', 'model'],
  ['数据.csv', 'model'],
  ['--help.csv', 'help'],
  ['../..', 'model'],
  ['', 'model'],
  [`${'long'.repeat(100)}.csv`, 'long'.repeat(32)],
])('%j gives %j', (source, name) => {
  expect(defaultModelName(source)).toBe(name);
});

it('is a name that is allowed, whatever the source', () => {
  const letters = ['a', 'Z', '9', ' ', '.', '_', '-', '/', '\\', 'é', '\n', '.csv', '字'];
  const source = fc.array(fc.constantFrom(...letters), { maxLength: 300, size: 'max' }).map((all) => all.join(''));
  fc.assert(
    fc.property(source, (text) => {
      const name = defaultModelName(text);
      expect(checkName(name)).toBe(name);
    }),
  );
});
