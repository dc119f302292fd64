import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Direction } from '../../math/direction.ts';
import { paretoFront } from '../../math/pareto.ts';
import { FrontTrials } from './front-trials.ts';
import { costsOf, type Trial } from './trial.ts';

const objective = fc.oneof(fc.integer({ min: -3, max: 3 }), fc.constantFrom(-Infinity, Infinity));

/** Trials of one goal in the order in which they end. */
const cases = fc.integer({ min: 1, max: 3 }).chain((objectives) =>
  fc.record({
    directions: fc.array(fc.constantFrom<Direction>('minimize', 'maximize'), {
      minLength: objectives,
      maxLength: objectives,
    }),
    trials: fc
      .array(
        fc.record({
          state: fc.constantFrom<Trial['state']>('complete', 'complete', 'complete', 'pruned', 'failed'),
          values: fc.array(objective, { minLength: objectives, maxLength: objectives }),
          constraint: fc.constantFrom(-1, 0, 0, 1),
        }),
        { maxLength: 30 },
      )
      .map((drawn) =>
        drawn.map(
          ({ state, values, constraint }, number): Trial => ({
            number,
            params: {},
            state,
            ...(state !== 'complete' ? {} : objectives === 1 ? { value: values[0] } : { values }),
            constraints: [constraint],
            reports: [],
          }),
        ),
      )
      .chain((trials) => fc.shuffledSubarray(trials, { minLength: trials.length }).map((order) => ({ trials, order }))),
  }),
);

test('whatever order trials end in, the front is that of all complete feasible trials', () => {
  fc.assert(
    fc.property(cases, ({ directions, trials: { trials, order } }) => {
      const goal = { directions, constraints: 1 };
      const front = new FrontTrials(goal);
      for (const trial of order) front.add(trial);
      const feasible = trials.filter(({ state, constraints }) => state === 'complete' && constraints?.[0] !== 1);
      const costs = feasible.map((trial) => costsOf(trial, goal) ?? []);
      expect(front.trials).toEqual(paretoFront(costs).map((i) => feasible[i]));
    }),
  );
});
