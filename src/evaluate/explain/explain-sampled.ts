/** Shapley values of any model, by asking it about mixed rows: all coalitions, random orders, or kernel SHAP. */
import { monotonicMs } from '../../core/clock.ts';
import { ModelwrightError } from '../../core/errors.ts';
import { createRng } from '../../math/philox.ts';
import { type Table, takeRows } from '../../table/table.ts';
import { type CoalitionGame, checkBackground, coalitionGame } from './coalition-game.ts';
import { addExactValues } from './exact-values.ts';
import type { Explanation } from './explanation.ts';
import { addKernelValues } from './kernel-values.ts';
import { addPermutationValues } from './permutation-values.ts';
import type { ScoreFunction } from './score-function.ts';

/** How much may be asked. */
export interface Sampling {
  /** `exact` asks for every coalition of a row's columns; `auto` does where they fit into `maxCoalitions`, else permutations. */
  readonly method: 'auto' | 'exact' | 'permutation' | 'kernel';
  /** Coalitions per row, each asked of every background row. */
  readonly maxCoalitions: number;
  /** Time for all rows together; the background is cut where one order per row would not fit. Absent: `maxCoalitions` decides alone. */
  readonly budgetMs?: number;
  readonly seed: number;
}

/** A row with more players has too many coalitions for numbers of 32 bits, and for anyone's patience. */
const mostExactPlayers = 20;
/** A cut background keeps this many rows at least. */
const fewestBackgroundRows = 8;

type Found = Omit<Explanation, 'scale'>;

/** Values in the scale of predictions and probabilities; a row's draws depend on the seed and its place. */
export function explainSampled(scoresOf: ScoreFunction, X: Table, whole: Table, sampling: Sampling): Found {
  const started = monotonicMs();
  checkBackground(whole);
  const { budgetMs } = sampling;
  const background = budgetMs === undefined ? whole : affordable(scoresOf, X, whole, budgetMs);
  const game = coalitionGame(scoresOf, X, background);
  const method = methodFor(game, X.nRows, sampling);
  const { names, nOutputs, expected, nBackground } = game;
  const values = new Float64Array(nOutputs * names.length * X.nRows);
  const shape = { nRows: X.nRows, nOutputs, expected, inputs: { names, values }, backgroundRows: nBackground };
  const rng = createRng(sampling.seed).split('explain');
  const ofRow = (row: number, add: (game: ReturnType<CoalitionGame['ofRow']>, out: Float64Array) => void) => {
    const one = game.ofRow(row);
    const out = new Float64Array(nOutputs * one.players.length);
    add(one, out);
    for (let k = 0; k < nOutputs; k++) {
      for (const [i, j] of one.players.entries()) {
        values[(k * names.length + j) * X.nRows + row] += out[k * one.players.length + i];
      }
    }
  };
  if (method !== 'permutation') {
    for (let row = 0; row < X.nRows; row++) {
      ofRow(row, (one, out) =>
        method === 'exact'
          ? addExactValues(one, expected, out)
          : addKernelValues(one, expected, sampling.maxCoalitions, rng.split(`row-${row}`), out),
      );
    }
    return { method, ...shape };
  }
  const most = Math.max(1, Math.floor(sampling.maxCoalitions / Math.max(1, 2 * names.length - 2)));
  let rounds = 0;
  let slowest = 0;
  while (rounds < most) {
    const from = monotonicMs();
    if (rounds > 0 && budgetMs !== undefined && from - started + slowest > budgetMs) break;
    for (let row = 0; row < X.nRows; row++) {
      ofRow(row, (one, out) => addPermutationValues(one, expected, rng.split(`row-${row}`).split(`${rounds}`), out));
    }
    rounds++;
    slowest = Math.max(slowest, monotonicMs() - from);
  }
  for (let i = 0; i < values.length; i++) values[i] /= rounds;
  return { method, ...shape, permutations: rounds };
}

function methodFor(game: CoalitionGame, nRows: number, sampling: Sampling): 'exact' | 'permutation' | 'kernel' {
  const { method, maxCoalitions, budgetMs } = sampling;
  if (method === 'permutation' || method === 'kernel') return method;
  let most = 0;
  for (let row = 0; row < nRows && most <= mostExactPlayers; row++)
    most = Math.max(most, game.ofRow(row).players.length);
  const fits = most <= mostExactPlayers && 1 << most <= maxCoalitions;
  if (method === 'exact' && most > mostExactPlayers) {
    const law = `another method for rows that differ from the background in more than ${mostExactPlayers} columns`;
    throw new ModelwrightError('PARAM_INVALID', { name: 'method', law, value: method });
  }
  return method === 'exact' || (fits && budgetMs === undefined) ? 'exact' : 'permutation';
}

/** As many rows of the background as one order per row is likely to have time for, by a look at how fast the model is. */
function affordable(scoresOf: ScoreFunction, X: Table, background: Table, budgetMs: number): Table {
  const from = monotonicMs();
  scoresOf(background);
  const perRow = (monotonicMs() - from) / background.nRows;
  const asked = X.nRows * Math.max(1, 2 * X.columns.length - 2);
  const rows = Math.floor(budgetMs / (asked * perRow || Number.EPSILON));
  if (rows >= background.nRows) return background;
  const kept = Math.max(Math.min(fewestBackgroundRows, background.nRows), rows);
  return takeRows(
    background,
    Int32Array.from({ length: kept }, (_, row) => row),
  );
}
