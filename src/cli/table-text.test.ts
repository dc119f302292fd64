/** Tables that fit. */
import { expect, it } from 'vitest';
import { tableText } from './table-text.ts';
import { textWidth } from './text-width.ts';

const columns = [
  { head: 'model' },
  { head: 'score', align: 'right' },
  { head: 'created', optional: true },
  { head: 'why', flexible: true },
] as const;
const rows = [
  ['flights@1', '0.5', '2026-01-01', 'it was the first one of all and better than guessing'],
  ['東京@12', '0.7512', '2026-02-01', ''],
];
const at = (width: number, color = false) => tableText(columns, rows, { width, color });

it('aligns by width, numbers to the right', () => {
  expect(at(100).split('\n')).toEqual([
    'model       score  created     why',
    'flights@1     0.5  2026-01-01  it was the first one of all and better than guessing',
    '東京@12    0.7512  2026-02-01',
  ]);
});

it('cuts what may be cut', () => {
  expect(at(50).split('\n')[1]).toBe('flights@1     0.5  2026-01-01  it was the first...');
});

it('leaves optional columns out before anything else is lost', () => {
  expect(at(40).split('\n')[1]).toBe('flights@1     0.5  it was the first o...');
});

it('turns rows into paragraphs where there is no room for columns', () => {
  expect(at(20).split('\n')).toEqual([
    'model flights@1',
    '  score 0.5',
    '  why it was the',
    '  first one of all',
    '  and better than',
    '  guessing',
    'model 東京@12',
    '  score 0.7512',
  ]);
});

it.each([20, 40, 50, 80, 100])('is never wider than %i columns', (width) => {
  for (const line of at(width).split('\n')) expect(textWidth(line)).toBeLessThanOrEqual(width);
});

it('colours heads only where colours are welcome', () => {
  expect(at(80)).not.toContain('\u001b');
  expect(at(80, true)).toContain('\u001b[1mmodel\u001b[22m');
});

it('shows a head without rows', () => {
  expect(tableText([{ head: 'a' }, { head: 'b' }], [], { width: 40, color: false })).toBe('a  b');
});
