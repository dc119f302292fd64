/** Which parameters mattered in a study. */
import { ModelwrightError } from '../../../core/errors.ts';
import { createRng } from '../../../math/philox.ts';
import { isAllowed } from '../allowed-value.ts';
import { countOf } from '../scale.ts';
import type { ParameterValues, StudySpace } from '../space.ts';
import { varianceShares } from './fanova.ts';
import { type Feature, featureOf } from './feature.ts';
import { growRegressionTree } from './regression-tree.ts';

export interface ImportanceOptions {
  /** Trees of the random forest, >= 1; default 64. */
  readonly trees?: number;
  /** Deepest level of a tree, >= 1; default 64. */
  readonly maxDepth?: number;
  /** Safe whole number >= 0, default 0. */
  readonly seed?: number;
}

/** What one parameter explains. */
export interface ParameterImportance {
  readonly name: string;
  /** Share of the variance of the objective over the space that the parameter explains by itself, 0 to 1 (fANOVA). */
  readonly importance: number;
  /** Share of the error that the forest removed by splits on the parameter, 0 to 1 (mean decrease in impurity). */
  readonly impurity: number;
}

export interface StudyImportance {
  /** The most important first. */
  readonly parameters: readonly ParameterImportance[];
  /** Parameters that not every complete trial had, which are not judged. */
  readonly conditional: readonly string[];
  /** Complete trials with a finite value. */
  readonly trials: number;
}

/**
 * Fits a random forest to the complete trials and takes its variance apart. On the searched scale: of a `log` parameter the
 * logarithm. What the parameters explain together is missing from the sum, so it may be far below 1. The more evenly the
 * trials cover the space, the better; a sampler that learns looks mostly where it is good.
 *
 * Source: Hutter et al. (2014); forest of Breiman (2001) that tries all parameters at each split.
 *
 * @throws PARAM_INVALID for options out of range; VALUE_INVALID for fewer than 2 complete trials.
 */
export function parameterImportance(
  space: StudySpace,
  trials: readonly { readonly params: ParameterValues; readonly value?: number }[],
  { trees = 64, maxDepth = 64, seed = 0 }: ImportanceOptions = {},
): StudyImportance {
  for (const [name, value] of Object.entries({ trees, maxDepth })) {
    if (Number.isSafeInteger(value) && value >= 1) continue;
    throw new ModelwrightError('PARAM_INVALID', { name, law: 'a whole number >= 1', value });
  }
  const complete = trials.filter(({ value }) => value !== undefined && Number.isFinite(value));
  if (complete.length < 2) {
    const law = 'at least 2 complete trials';
    throw new ModelwrightError('VALUE_INVALID', { what: 'study', law, value: complete.length });
  }
  const inAll = (name: string) =>
    complete.every(({ params }) => Object.hasOwn(params, name) && isAllowed(space[name], params[name]));
  const names = Object.keys(space).filter(inAll);
  const features = names
    .filter((name) => countOf(space[name]) > 1)
    .map((name) =>
      featureOf(
        name,
        space[name],
        complete.map(({ params }) => params[name]),
      ),
    );
  const y = Float64Array.from(complete, ({ value }) => value as number);
  const shares = forestShares(features, y, { trees, maxDepth, seed });
  const parameters = names.map((name) => {
    const f = features.findIndex((feature) => feature.name === name);
    return { name, importance: f < 0 ? 0 : shares.variance[f], impurity: f < 0 ? 0 : shares.impurity[f] };
  });
  return {
    parameters: parameters.sort((a, b) => b.importance - a.importance || names.indexOf(a.name) - names.indexOf(b.name)),
    conditional: Object.keys(space).filter((name) => !names.includes(name)),
    trials: complete.length,
  };
}

/** By feature, the means of both shares over the trees that have any variance. */
function forestShares(features: readonly Feature[], y: Float64Array, options: Required<ImportanceOptions>) {
  const variance = new Float64Array(features.length);
  const impurity = new Float64Array(features.length);
  const rng = createRng(options.seed).split('importance');
  let counted = 0;
  for (let t = 0; t < options.trees && features.length > 0; t++) {
    const own = rng.split(`tree-${t}`);
    const counts = new Int32Array(y.length);
    for (let i = 0; i < y.length; i++) counts[own.integer(y.length)] += 1;
    const tree = growRegressionTree(features, y, counts, options.maxDepth, own);
    const shares = varianceShares(tree, features);
    if (shares === null) continue;
    counted += 1;
    const removed = tree.gains.reduce((sum, gain) => sum + gain, 0);
    for (let f = 0; f < features.length; f++) {
      variance[f] += shares[f];
      impurity[f] += tree.gains[f] / removed;
    }
  }
  const mean = (sums: Float64Array) => sums.map((sum) => sum / Math.max(1, counted));
  return { variance: mean(variance), impurity: mean(impurity) };
}
