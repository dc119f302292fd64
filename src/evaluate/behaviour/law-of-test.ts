/** What a behavioural test asks, in one line. */
import { filterWords } from '../row-filter.ts';
import type { ColumnChange, DeclaredTest, DirectionalTest, InvarianceTest } from './declared-test.ts';

/** `with sex swapped the answer stays`. */
export function lawOfTest(test: DeclaredTest): string {
  switch (test.kind) {
    case 'minimum_functionality':
      return `${test.cases.length} given rows get the answer that is beyond doubt`;
    case 'invariance':
      return `${changed(test)} ${stays(test)}`;
    case 'directional':
      return `${changed(test)} ${scoreWords(test)} ${directions[test.expect]}${slack(test)}`;
  }
}

const directions = {
  not_lower: 'is not lower',
  not_higher: 'is not higher',
  lower: 'is lower',
  higher: 'is higher',
};

function changed({ change, where }: InvarianceTest | DirectionalTest): string {
  const changes = typeof change === 'function' ? 'the row changed' : [change].flat().map(changeWords).join(' and ');
  return `with ${changes}${where ? `, where ${filterWords(where)},` : ''}`;
}

function changeWords(change: ColumnChange): string {
  const { column } = change;
  if ('set' in change) return `${column} = ${JSON.stringify(change.set)}`;
  if ('add' in change) return `${column} ${change.add < 0 ? '-' : '+'} ${Math.abs(change.add)}`;
  if ('multiply' in change) return `${column} x ${change.multiply}`;
  if ('text' in change) return `${column} in other writing (${change.text})`;
  return `${column} ${'swap' in change ? 'swapped' : 'missing'}`;
}

function stays({ tolerance, decision }: InvarianceTest): string {
  if (tolerance === undefined) return 'the answer stays';
  return `the score moves by at most ${tolerance}${decision === true ? ' and the decision stays' : ''}`;
}

function scoreWords(test: DirectionalTest): string {
  return test.class === undefined ? 'the score' : `the probability of ${test.class}`;
}

function slack({ expect, tolerance }: DirectionalTest): string {
  if (tolerance === 0) return '';
  return `${expect.startsWith('not_') ? ', but for' : ' by more than'} ${tolerance}`;
}
