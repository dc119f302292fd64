import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import '../../../tests/property-seed.ts';
import { drawCount } from '../../../tests/draw-count.ts';
import { log } from '../log.ts';
import { createRng } from '../philox.ts';
import { pow } from '../pow.ts';
import { addEventLimit, startEventLimit } from './event-limit.ts';
import { addEventRatio, detectableRatio, type Events, startEventRatio } from './event-ratio.ts';
import { addStep, anytimePValue, logEvidence, type RestartingWealth, startWealth } from './restarting-wealth.ts';

const [first] = startWealth(1).wealth;

/** Factors of one step, without the bets that start after it. */
function factorsOf(before: RestartingWealth, after: RestartingWealth): number[] {
  const [fresh] = addStep(before, new Array<number>(before.wealth.length).fill(-1e9)).wealth;
  return after.wealth.map((value) => (value - fresh) / first);
}

function binomial(n: number, p: number): number[] {
  let chance = pow(1 - p, n);
  return Array.from({ length: n + 1 }, (_, k) => {
    const now = chance;
    chance *= ((n - k) / (k + 1)) * (p / (1 - p));
    return now;
  });
}

describe('the wealth', () => {
  it('shares its first money out: what is kept for later bets and what is at work sum to 1 at the start', () => {
    let wealth = startWealth(1);

    for (let step = 1; step <= 2000; step++) {
      const next = addStep(wealth, [0]);
      wealth = next;
    }
    // The sum telescopes.
    expect(wealth.wealth[0]).toBeCloseTo(1 - log(2) / log(2003), 10);
  });

  it('travels as JSON', () => {
    let wealth = startEventRatio();
    for (let i = 0; i < 50; i++)
      wealth = addEventRatio(wealth, { trials: 9, events: i % 3 }, { trials: 90, events: i % 5 });
    expect(JSON.parse(JSON.stringify(wealth))).toEqual(wealth);
  });
});

describe('events of two sides', () => {
  it.each([
    { n: 5, m: 20, p: 0.1, allowed: 1 },
    { n: 12, m: 6, p: 0.6, allowed: 1 },
    { n: 8, m: 15, p: 0.2, allowed: 2.5 },
    { n: 20, m: 4, p: 0.9, allowed: 0.2 },
  ])('multiply wealth by at most 1 on average under the hypothesis: %o', ({ n, m, p, allowed }) => {
    const before = startEventRatio();
    const expected = before.wealth.map(() => 0);
    binomial(n, p * allowed).forEach((chanceX, x) => {
      binomial(m, p).forEach((chanceY, y) => {
        const after = addEventRatio(before, { trials: n, events: x }, { trials: m, events: y }, allowed);
        factorsOf(before, after).forEach((factor, j) => {
          expected[j] += chanceX * chanceY * factor;
        });
      });
    });
    for (const value of expected) expect(value).toBeLessThanOrEqual(1 + 1e-9);
    // Not by waste: for rare events the bets are nearly fair.
    if (p === 0.1) expect(expected[0]).toBeGreaterThan(0.95);
  });

  it('say nothing when one side has no trials', () => {
    const start = startEventRatio();
    const idle = addStep(
      start,
      start.wealth.map(() => 0),
    );
    expect(addEventRatio(start, { trials: 10, events: 10 }, { trials: 0, events: 0 })).toEqual(idle);
    expect(addEventRatio(start, { trials: 0, events: 0 }, { trials: 10, events: 10 })).toEqual(idle);
  });

  it('are evidence that grows with events of the candidate and falls with events of the reference', () => {
    fc.assert(
      fc.property(fc.nat(49), fc.nat(499), (x, y) => {
        const evidence = (events: number, others: number) =>
          logEvidence(addEventRatio(startEventRatio(), { trials: 50, events }, { trials: 500, events: others }));
        expect(evidence(x + 1, y)).toBeGreaterThan(evidence(x, y));
        expect(evidence(x, y + 1)).toBeLessThan(evidence(x, y));
      }),
    );
  });

  it('raise a false alarm in at most 1 of 100 endless comparisons of equals, whatever the rates do meanwhile', () => {
    let alarms = 0;
    const root = createRng(1);
    for (let seed = 0; seed < 1000; seed++) {
      const rng = root.split(`${seed}`);
      let wealth = startEventRatio();
      for (let step = 0; step < 120; step++) {
        // An outage that hits both sides, and a ramp.
        const rate = step % 40 > 35 ? 0.4 : 0.01;
        const trials = step < 60 ? 5 : 50;
        const candidate = { trials, events: drawCount(rng, trials, rate) };
        wealth = addEventRatio(wealth, candidate, { trials: 100, events: drawCount(rng, 100, rate) });
      }
      if (anytimePValue(wealth) <= 0.01) alarms++;
    }
    expect(alarms).toBeLessThanOrEqual(10);
  });

  it('find 5 % of failures at 5 % of traffic within 200 bad answers, at once and after an hour of silence', () => {
    const root = createRng(2);
    for (const quiet of [0, 3600]) {
      let start = startEventRatio();
      const calm = root.split('calm');
      for (let step = 0; step < quiet; step++) {
        start = addEventRatio(
          start,
          { trials: 25, events: drawCount(calm, 25, 0.001) },
          { trials: 475, events: drawCount(calm, 475, 0.001) },
        );
      }
      for (let seed = 0; seed < 50; seed++) {
        const rng = root.split(`bad ${quiet} ${seed}`);
        let wealth = start;
        let bad = 0;
        while (anytimePValue(wealth) > 0.001) {
          const events = drawCount(rng, 25, 0.05);
          bad += events;
          wealth = addEventRatio(wealth, { trials: 25, events }, { trials: 475, events: drawCount(rng, 475, 0.001) });
        }
        expect(bad).toBeLessThanOrEqual(40);
      }
    }
  });
});

describe('the detectable ratio', () => {
  it('is found about as often as it says', () => {
    const rate = 0.05;
    const side = (trials: number): Events => ({ trials, events: trials * rate });
    const threshold = log(100);
    const ratio = detectableRatio(side(2000), side(18000), { threshold, normalQuantile: 0.8416 });
    expect(ratio).toBeGreaterThan(1);
    let found = 0;
    const root = createRng(3);
    for (let seed = 0; seed < 200; seed++) {
      const rng = root.split(`${seed}`);
      let wealth = startEventRatio();
      for (let step = 0; step < 20; step++) {
        const candidate = { trials: 100, events: drawCount(rng, 100, rate * ratio) };
        wealth = addEventRatio(wealth, candidate, { trials: 900, events: drawCount(rng, 900, rate) });
      }
      if (anytimePValue(wealth) <= 0.01) found++;
    }
    expect(found / 200).toBeGreaterThan(0.7);
    expect(found / 200).toBeLessThan(0.99);
  });

  it('falls with more trials, and is none without events to compare with', () => {
    const options = { threshold: log(100), normalQuantile: 0.8416 };
    const some = detectableRatio({ trials: 500, events: 5 }, { trials: 9500, events: 95 }, options);
    expect(detectableRatio({ trials: 5000, events: 50 }, { trials: 95000, events: 950 }, options)).toBeLessThan(some);
    expect(detectableRatio({ trials: 500, events: 5 }, { trials: 9500, events: 0 }, options)).toBe(Infinity);
    expect(detectableRatio({ trials: 0, events: 0 }, { trials: 9500, events: 95 }, options)).toBe(Infinity);
  });
});

describe('events against a limit', () => {
  it('multiply wealth by 1 on average at the limit', () => {
    const before = startEventLimit();
    const expected = before.wealth.map(() => 0);
    binomial(30, 0.08).forEach((chance, events) => {
      factorsOf(before, addEventLimit(before, { trials: 30, events }, 0.08)).forEach((factor, j) => {
        expected[j] += chance * factor;
      });
    });
    for (const value of expected) expect(value).toBeCloseTo(1, 8);
  });

  it('are found above it, and not below', () => {
    const rng = createRng(4);
    let above = startEventLimit();
    let below = startEventLimit();
    for (let step = 0; step < 100; step++) {
      above = addEventLimit(above, { trials: 50, events: drawCount(rng, 50, 0.1) }, 0.05);
      below = addEventLimit(below, { trials: 50, events: drawCount(rng, 50, 0.04) }, 0.05);
    }
    expect(anytimePValue(above)).toBeLessThan(1e-6);
    expect(anytimePValue(below)).toBe(1);
  });
});
