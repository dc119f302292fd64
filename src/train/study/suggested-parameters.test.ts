import { expect, test } from 'vitest';
import { createRng } from '../../math/philox.ts';
import type { Proposal } from './sampler.ts';
import type { Parameter } from './space.ts';
import { SuggestedParameters } from './suggested-parameters.ts';
import type { Trial } from './trial.ts';

const float = (low: number, high: number): Parameter => ({ type: 'float', low, high });
const trial = (number: number, params: Trial['params']): Trial => ({
  number,
  params,
  state: 'complete',
  value: number,
  reports: [],
});
const ended = [trial(0, { x: 1 }), trial(1, { x: 4, y: 2 }), trial(2, { y: 3 })];

function proposal(trials: readonly Trial[]): Proposal {
  const rng = createRng(1);
  const goal = { directions: ['minimize'], constraints: 0, generation: 1, space: {} } as const;
  return { ...goal, number: trials.length, ended: trials, pending: [{ x: 9 }], studyRng: rng, rng };
}

test('a declaration that allows all earlier values gets the very list of trials, and its space again', () => {
  const suggested = new SuggestedParameters();
  const asked = proposal(ended);
  const first = suggested.ask(asked, 'x', float(0, 5));
  expect(first.space).toEqual({ x: float(0, 5) });
  expect(first.pending).toEqual([]);
  expect(first.ended).toBe(ended);
  expect(suggested.ask(asked, 'y', float(0, 5)).ended).toBe(ended);
  const later = [...ended, trial(3, { x: 2 })];
  const second = suggested.ask(proposal(later), 'x', float(0, 5));
  expect(second.space).toBe(first.space);
  expect(second.ended).toBe(later);
});

test('values that a declaration does not allow are left out, with those that came before and those that come later', () => {
  const suggested = new SuggestedParameters();
  suggested.ask(proposal(ended), 'x', float(0, 5));
  const narrower = suggested.ask(proposal(ended), 'x', float(0, 3));
  expect(narrower.ended.map(({ params }) => params)).toEqual([{ x: 1 }, {}, { y: 3 }]);
  const wider = suggested.ask(proposal([...ended, trial(3, { x: 7 })]), 'x', float(0, 5));
  expect(wider.ended.map(({ params }) => params)).toEqual([{ x: 1 }, { x: 4, y: 2 }, { y: 3 }, {}]);
  expect(wider.ended.map(({ value }) => value)).toEqual([0, 1, 2, 3]);
});

test('of very many names those that were longest not asked for are forgotten', () => {
  const suggested = new SuggestedParameters();
  const asked = proposal(ended);
  const [old, fresh] = ['old', 'fresh'].map((name) => suggested.ask(asked, name, float(0, 1)).space);
  for (let n = 0; n < 998; n++) suggested.ask(asked, `name-${n}`, float(0, 1));
  expect(suggested.ask(asked, 'fresh', float(0, 1)).space).toBe(fresh);
  for (const name of ['one more', 'another']) suggested.ask(asked, name, float(0, 1));
  expect(suggested.ask(asked, 'fresh', float(0, 1)).space).toBe(fresh);
  expect(suggested.ask(asked, 'old', float(0, 1)).space).not.toBe(old);
});
