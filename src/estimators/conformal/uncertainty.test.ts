/** The uncertainty that artifacts carry: made of out-of-fold predictions, small, right in every group, and old artifacts stay as they were. */
import { describe, expect, it } from 'vitest';
import { createRng } from '../../math/philox.ts';
import { numberColumn, stringColumn } from '../../table/build.ts';
import { tableOf } from '../../table/table.ts';
import type { Predictions, Signature } from '../../table/task.ts';
import { encodeArtifact, openArtifact } from '../artifact.ts';
import { fitEstimator, predictWith } from '../fit.ts';
import '../index.ts';
import { type Uncertainty, uncertaintyFrom, uncertaintyState, withUncertainty } from './uncertainty.ts';

/** Errors grow with the prediction. */
function fan(n: number, seed: number) {
  const rng = createRng(seed);
  const values = Float64Array.from({ length: n }, () => 10 * rng.uniform());
  return { predictions: { values }, yTrue: values.map((value) => value + (0.1 + value) * rng.normal()) };
}

const tableOfRows = (n: number) => tableOf([numberColumn('x', new Float64Array(n))]);

function covered({ interval }: Predictions, yTrue: Float64Array, rows: readonly number[]): number {
  return (
    rows.filter((row) => yTrue[row] >= interval!.low[row] && yTrue[row] <= interval!.high[row]).length / rows.length
  );
}

describe('of numbers', () => {
  it('is right for large predictions and for small ones', () => {
    const known = fan(5000, 1);
    const fresh = fan(20_000, 2);
    const uncertainty = uncertaintyFrom(known.predictions, known.yTrue, 'regression')!;
    expect(uncertaintyState.parse(uncertainty)).toEqual(uncertainty);
    const said = withUncertainty(uncertainty, fresh.predictions, tableOfRows(20_000), 0.9, 'm');
    expect(said.values).toBe(fresh.predictions.values);
    const rows = Array.from(fresh.yTrue, (_, row) => row);
    for (const part of [rows, rows.filter((row) => fresh.predictions.values[row] < 2)]) {
      expect(covered(said, fresh.yTrue, part)).toBeGreaterThan(0.88);
      expect(covered(said, fresh.yTrue, part)).toBeLessThan(0.93);
    }
  });

  it('answers a coverage that groups cannot reach from all rows, and refuses one that all rows cannot reach', () => {
    const { predictions, yTrue } = fan(600, 3);
    const uncertainty = uncertaintyFrom(predictions, yTrue, 'regression')!;
    expect(uncertainty.scores.groups.map((sample) => sample?.count)).toEqual([300, 300]);
    const { interval } = withUncertainty(uncertainty, predictions, tableOfRows(600), 0.998, 'm');
    expect(interval!.high.every(Number.isFinite)).toBe(true);
    expect(new Set(interval!.high.map((high, row) => Math.round(1e6 * (high - predictions.values[row])))).size).toBe(1);
    expect(() => withUncertainty(uncertainty, predictions, tableOfRows(600), 0.999, 'm')).toThrow(
      expect.objectContaining({
        code: 'COVERAGE_UNREACHABLE',
        details: { model: 'm', coverage: 0.999, needed: 999, rows: 600, most: 0.9983 },
      }),
    );
    expect(withUncertainty(uncertainty, predictions, tableOfRows(600), 0.9983, 'm').interval).toBeDefined();
  });

  it('gives each group of a column its own coverage, and unknown groups that of all rows', () => {
    const rng = createRng(4);
    const texts = Array.from({ length: 2000 }, (_, row) => (row % 10 === 9 ? null : row % 2 === 0 ? 'calm' : 'wild'));
    const yTrue = Float64Array.from(texts, (text) => (text === 'calm' ? 0.1 : 3) * rng.normal());
    const predictions = { values: new Float64Array(2000) };
    const uncertainty = uncertaintyFrom(predictions, yTrue, 'regression', { by: stringColumn('kind', texts) })!;
    const X = tableOf([stringColumn('kind', ['wild', 'calm', 'unseen', null])]);
    const { high } = withUncertainty(uncertainty, { values: new Float64Array(4) }, X, 0.9, 'm').interval!;
    expect(high[0]).toBeGreaterThan(15 * high[1]);
    expect(high[2]).toBe(high[3]);
    expect(high[2]).toBeGreaterThan(high[1]);
    expect(high[2]).toBeLessThan(high[0]);
  });

  it('leaves out rows that no fold held out, and is absent when none was', () => {
    const values = Float64Array.of(Number.NaN, 1, 2, Number.NaN);
    const uncertainty = uncertaintyFrom({ values }, Float64Array.of(9, 2, 4, 9), 'regression')!;
    expect(uncertainty.scores.all).toEqual({ count: 2, scores: Float64Array.of(1, 2) });
    expect(uncertaintyFrom({ values: values.fill(Number.NaN) }, new Float64Array(4), 'regression')).toBeUndefined();
  });
});

describe('in an artifact', () => {
  const rng = createRng(6);
  const X = tableOf([
    numberColumn(
      'x',
      Float64Array.from({ length: 300 }, () => rng.normal()),
    ),
  ]);
  const x = X.columns[0].kind === 'number' ? X.columns[0].values : new Float64Array(0);
  const build = (task: 'binary' | 'regression', withScores: boolean) => {
    const y =
      task === 'binary' ? x.map((value) => (value + rng.normal() > 0 ? 1 : 0)) : x.map((value) => value + rng.normal());
    const nClasses = task === 'binary' ? 2 : 0;
    const spec = { name: task === 'binary' ? 'logistic' : 'ridge', params: {} };
    const fitted = fitEstimator(spec, { X, y, task, nClasses }, { rng: createRng(1) });
    const signature: Signature = {
      inputs: [{ name: 'x', type: 'number' }],
      target: { name: 'y', task, classes: task === 'binary' ? ['no', 'yes'] : [] },
    };
    const uncertainty = withScores ? uncertaintyFrom(predictWith(fitted, X), y, task) : undefined;
    return { signature, fitted, golden: { rows: X, predictions: predictWith(fitted, X) }, uncertainty };
  };

  it('comes back to the bit and answers with intervals or sets', () => {
    const regression = openArtifact(encodeArtifact(build('regression', true)), 'm');
    expect(encodeArtifact(openArtifact(encodeArtifact(regression), 'm'))).toEqual(encodeArtifact(regression));
    regression.verifyGolden();
    expect(regression.predict(X)).not.toHaveProperty('interval');
    const { interval } = regression.predict(X, 0.8);
    expect(interval!.coverage).toBe(0.8);
    expect(interval!.low.every((low, row) => low < interval!.high[row])).toBe(true);
    const binary = openArtifact(encodeArtifact(build('binary', true)), 'm');
    const { sets, values } = binary.predict(X, 0.8);
    expect(values.every((code, row) => sets!.members[code][row] === 1)).toBe(true);
  });

  it('is refused by name where a model has none, and bytes without it are those of before', () => {
    const model = openArtifact(encodeArtifact(build('regression', false)), 'm');
    expect(() => model.predict(X, 0.9)).toThrow(
      expect.objectContaining({ code: 'INTERVALS_ABSENT', details: expect.objectContaining({ model: 'm' }) }),
    );
    expect(new TextDecoder().decode(encodeArtifact(model))).toMatch(/"format":1\b/);
    expect(new TextDecoder().decode(encodeArtifact(build('regression', true)))).toMatch(/"format":2\b/);
  });

  it('that is not sound, or of another target, is damage', () => {
    const content = build('regression', true);
    const broken = (change: (uncertainty: Uncertainty) => unknown) =>
      encodeArtifact({ ...content, uncertainty: change(content.uncertainty!) as Uncertainty });
    const damaged = [
      broken((one) => ({ ...one, scores: { ...one.scores, all: { count: 7, scores: Float64Array.of(1) } } })),
      broken((one) => ({ ...one, scores: { ...one.scores, all: { count: 2, scores: Float64Array.of(2, 1) } } })),
      broken((one) => ({ ...one, scores: { ...one.scores, method: 'cqr' } })),
      broken((one) => ({ ...one, rows: { by: 'prediction', edges: Float64Array.of(2, 1) } })),
      broken((one) => ({ ...one, scores: { ...one.scores, groups: [one.scores.all] } })),
      broken(() => build('binary', true).uncertainty),
    ];
    for (const bytes of damaged) {
      expect(() => openArtifact(bytes, 'm')).toThrow(expect.objectContaining({ code: 'ARTIFACT_DAMAGED' }));
    }
  });
});
