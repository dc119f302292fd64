/** What scores say without a label: how often it errs on rows like the training rows, whoever scored these, and what it sees. */
import { beforeAll, describe, expect, it } from 'vitest';
import { distributionsReady } from '../../math/distributions.ts';
import { createRng } from '../../math/philox.ts';
import { delong } from '../../math/tests/delong.ts';
import { anomalyFigures, type ScoredRows } from './anomaly-figures.ts';

beforeAll(() => distributionsReady());

type Rng = ReturnType<typeof createRng>;

/** Rows that a model scores, which is off by some amount; scores have ties. A tenth is flagged where it is not off. */
function scored(rng: Rng, n: number, off: number): ScoredRows {
  const scores = Float64Array.from({ length: n }, () => Math.round(100 * (rng.normal() + off)) / 100);
  return { scores, flags: scores.map((score) => Number(score > 1.2816)) };
}

/** How often flags and strangeness are told of rows like the training rows. */
function errors(stream: string, draw: (rng: Rng) => readonly [ScoredRows, ScoredRows[]]) {
  const rng = createRng(4).split(stream);
  let [flags, stranger] = [0, 0];
  const draws = 300;
  for (let d = 0; d < draws; d++) {
    const got = anomalyFigures(...draw(rng));
    if (got.pValue < 0.05) flags++;
    const [low, high] = got.stranger.ci!;
    if (low > 0.5 || high < 0.5) stranger++;
  }
  return [flags / draws, stranger / draws];
}

describe('anomalyFigures', () => {
  it('errs no more often than it says where one model scored all rows', () => {
    const rates = errors('one', (rng) => {
      const off = 0.3 * rng.normal();
      return [scored(rng, 150, off), [scored(rng, 250, off)]];
    });
    for (const rate of rates) expect(rate).toBeLessThan(0.05 + 3 * 0.0126);
    expect(rates[1]).toBeGreaterThan(0.01);
  });

  it('errs no more often where each part was scored by a model of its own', () => {
    const rates = errors('parts', (rng) => {
      const model = () => 0.15 * rng.normal();
      return [scored(rng, 150, model()), Array.from({ length: 5 }, () => scored(rng, 60, model()))];
    });
    for (const rate of rates) expect(rate).toBeLessThan(0.05 + 3 * 0.0126);
  });

  it('sees a shift', () => {
    const rng = createRng(6);
    const [current, training] = [scored(rng, 400, 1), scored(rng, 800, 0)];
    const one = anomalyFigures(current, [training]);
    const both = Float64Array.from([...training.scores, ...current.scores]);
    const { auc } = delong(
      both,
      both.map((_, i) => Number(i >= 800)),
    );
    expect(one.stranger.value).toBe(auc);
    expect(one.stranger.ci![0]).toBeGreaterThan(0.55);
    expect(one.pValue).toBeLessThan(1e-4);
    const parts = anomalyFigures(
      scored(rng, 400, 1),
      Array.from({ length: 5 }, () => scored(rng, 160, 0)),
    );
    expect(parts.stranger.ci![0]).toBeGreaterThan(0.6);
    expect(parts.pValue).toBeLessThan(0.01);
  });

  it('says something of a single row', () => {
    const training = scored(createRng(7), 200, 0);
    const got = anomalyFigures({ scores: Float64Array.of(9), flags: Float64Array.of(1) }, [training]);
    expect(got).toMatchObject({ flagged: { value: 1 }, stranger: { value: 1 } });
    expect(got.pValue).toBeLessThan(0.35);
  });
});
