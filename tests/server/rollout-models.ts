/** A champion and versions that are bad each in its own way, for tests of rollouts. */
import { encodeArtifact, openArtifact } from '../../src/estimators/artifact.ts';
import { fitEstimator, predictWith } from '../../src/estimators/fit.ts';
import { linearRecipe } from '../../src/estimators/index.ts';
import { createRng } from '../../src/math/philox.ts';
import { tableFrom } from '../../src/table/build.ts';
import type { Signature } from '../../src/table/task.ts';

const rows = 200;
const x = Float64Array.from({ length: rows }, (_, i) => (i * 37) % 100);
const table = tableFrom({ x: [...x], flag: Array.from({ length: rows }, (_, i) => (i % 2 === 0 ? 1 : 0)) });

interface Recipe {
  readonly task: 'binary' | 'regression';
  /** Target of a row by its `x`. */
  readonly y: (x: number) => number;
  readonly estimator?: { readonly name: string; readonly params: Record<string, unknown> };
  /** Type that the column `flag` is read as. */
  readonly flag?: 'number' | 'string';
}

function made({ task, y, estimator, flag = 'number' }: Recipe) {
  const classes = task === 'binary' ? ['no', 'yes'] : [];
  const X =
    flag === 'number' ? table : tableFrom({ x: [...x], flag: Array.from(x, (_, i) => (i % 2 === 0 ? 'a' : 'b')) });
  const steps = [
    ...(estimator
      ? []
      : linearRecipe([
          { name: 'x', role: 'numeric' },
          { name: 'flag', role: flag === 'number' ? 'numeric' : 'categorical' },
        ])),
    estimator ?? { name: task === 'binary' ? 'logistic' : 'ridge', params: {} },
  ];
  const fitted = fitEstimator(
    { name: 'pipeline', params: { steps } },
    { X, y: Float64Array.from(x, y), task, nClasses: classes.length },
    { rng: createRng(1) },
  );
  const signature: Signature = {
    inputs: X.columns.map(({ name, kind }) => ({ name, type: kind })),
    target: { name: 'late', task, classes },
  };
  const golden = { rows: X, predictions: predictWith(fitted, X) };
  const bytes = encodeArtifact({ signature, fitted, golden });
  return { bytes, model: openArtifact(bytes, 'made') };
}

const isHigh = (value: number) => Number(value > 50);

/** Each is made when it is asked for. */
export const rolloutModels = {
  /** Says yes above 50. */
  good: () => made({ task: 'binary', y: isHigh }),
  /** The same, fitted to other rows, so that its artifact is another one. */
  alsoGood: () => made({ task: 'binary', y: (value) => Number(value > 51) }),
  /** Says no above 50. */
  wrong: () => made({ task: 'binary', y: (value) => 1 - isHigh(value) }),
  /** Says no whatever it is asked, within the range that is asked for. */
  constant: () => made({ task: 'binary', y: (value) => Number(value === 99) }),
  /** Refuses a `flag` that is a number. */
  refusing: () => made({ task: 'binary', y: isHigh, flag: 'string' }),
  /** Takes many times as long. */
  slow: () =>
    made({
      task: 'binary',
      y: (value) => Number((value * 29) % 17 > 8),
      estimator: { name: 'random_forest', params: { nEstimators: 800 } },
    }),
  number: () => made({ task: 'regression', y: (value) => value }),
  /** Overflows for an `x` that the model above can take. */
  overflowing: () => made({ task: 'regression', y: (value) => value * 1e302 }),
} as const;
