/** Every combination of a grid, once. */
import { ModelwrightError } from '../../core/errors.ts';
import type { Sampler } from './sampler.ts';
import { allowedAt, countOf, lastOf, onScale, valueAt } from './scale.ts';
import { isActive, type Parameter, type ParameterValue, type ParameterValues, type StudySpace } from './space.ts';

const mostCombinations = 1_000_000;

/**
 * Goes through all combinations, the last parameter fastest; then there is nothing left to ask for.
 * Conditional parameters multiply only the combinations in which they exist.
 *
 * @param options `points` (>= 1, default 5): a number parameter with more allowed values is reduced to that many, from
 *   `low` to `high` at equal distances, of the logarithm for `log`.
 * @throws PARAM_INVALID for `points` below 1; when first asked, for a grid of more than a million combinations.
 */
export function gridSampler({ points = 5 }: { readonly points?: number } = {}): Sampler {
  if (!(Number.isInteger(points) && points >= 1)) {
    throw new ModelwrightError('PARAM_INVALID', { name: 'points', law: 'a whole number >= 1', value: points });
  }
  let known: { readonly space: StudySpace; readonly grid: readonly ParameterValues[] } | undefined;
  return {
    startupTrials: Number.POSITIVE_INFINITY,
    propose({ number, space }) {
      if (known?.space !== space) known = { space, grid: combinations(space, points) };
      return known.grid[number];
    },
  };
}

function combinations(space: StudySpace, points: number): readonly ParameterValues[] {
  let grid: ParameterValues[] = [{}];
  for (const [name, parameter] of Object.entries(space)) {
    const values = gridValues(parameter, points);
    const sizeOf = (chosen: ParameterValues) => (isActive(parameter, chosen) ? values.length : 1);
    const size = grid.reduce((total, chosen) => total + sizeOf(chosen), 0);
    if (size > mostCombinations) {
      const law = `at most ${mostCombinations} combinations`;
      throw new ModelwrightError('PARAM_INVALID', { name: 'space', law, value: `${size} or more` });
    }
    grid = grid.flatMap((chosen) =>
      isActive(parameter, chosen) ? values.map((value) => ({ ...chosen, [name]: value })) : [chosen],
    );
  }
  return grid;
}

function gridValues(parameter: Parameter, points: number): ParameterValue[] {
  const count = countOf(parameter);
  if (parameter.type === 'choice') return [...parameter.values];
  if (count <= points) return Array.from({ length: count }, (_, i) => valueAt(parameter, (i + 0.5) / count));
  const low = onScale(parameter, parameter.low);
  const high = onScale(parameter, parameter.high);
  if (points === 1) return [allowedAt(parameter, (low + high) / 2)];
  const inner = Array.from({ length: points - 2 }, (_, i) => low + ((i + 1) / (points - 1)) * (high - low));
  // The ends as they were declared: the way through the logarithm may miss them by a rounding.
  const values = [parameter.low, ...inner.map((place) => allowedAt(parameter, place)), lastOf(parameter)];
  return [...new Set(values)];
}
