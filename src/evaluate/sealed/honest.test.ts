/** Askers who mean well: what a holdout reports is near what fresh rows say, however many looks came before. */
import { expect, it } from 'vitest';
import { createRng } from '../../math/philox.ts';
import type { Rng } from '../../math/rng.ts';
import { wilsonInterval } from '../../math/tests/wilson.ts';
import type { Score } from '../evaluation.ts';
import { afterLook, unseenHoldout } from './holdout-state.ts';
import { lookBudget } from './look-budget.ts';
import { scoreLook } from './score-look.ts';

/** Accuracy on so many rows of a model that is right with this chance: the count of right rows is near enough to normal. */
function accuracy(rng: Rng, rows: number, chance: number): Score {
  const scatter = Math.sqrt(rows * chance * (1 - chance)) * rng.normal();
  const right = Math.min(rows, Math.max(0, Math.round(rows * chance + scatter)));
  return { value: right / rows, ci: wilsonInterval(right, rows) };
}

it.each([false, true])('reports within one interval’s width of fresh rows in 90 of 100 tasks; claims: %s', (claims) => {
  let near = 0;
  let looks = 0;
  for (let task = 0; task < 100; task++) {
    const rng = createRng(task).split('honest');
    const rows = 400 + rng.integer(1000);
    const budget = lookBudget(rows);
    let state = unseenHoldout;
    let better = 0.6 + 0.2 * rng.uniform();
    for (let look = 0; look < 20; look++) {
      const chance = Math.min(0.98, better + 0.02 * rng.normal());
      const score = accuracy(rng, rows, chance);
      const claim = claims ? accuracy(rng, 4 * rows, chance).value! : undefined;
      const told = scoreLook(state, { score, bounds: [0, 1], claim, budget, rng: rng.split(`look-${look}`) });
      state = afterLook(state, told);
      // A better figure is where the next idea starts from.
      if (told.score.value! > better) better = chance;
      const fresh = accuracy(rng, rows, chance).value!;
      const [low, high] = told.score.ci!;
      if (Math.abs(told.score.value! - fresh) <= high - low) near++;
      looks++;
    }
  }
  expect(near / looks).toBeGreaterThanOrEqual(0.9);
});

it('reports a first look as any evaluation does', () => {
  const score = accuracy(createRng(1), 500, 0.8);
  const told = scoreLook(unseenHoldout, { score, bounds: [0, 1], claim: 0.1, budget: 22, rng: createRng(1) });
  expect(told.score).toEqual(score);
});
