/** The split of a run: a holdout where there are rows enough, else none. */
import { splitHoldout } from '../data/split.ts';
import { createRng } from '../math/philox.ts';
import type { Rng } from '../math/rng.ts';
import { takeRows } from '../table/table.ts';
import { pick } from './pick.ts';
import type { Prepared } from './prepare.ts';
import type { TrainRequest } from './request.ts';

/** Under this many rows a holdout would be too small to say much; outer cross-validation judges instead. */
export const holdoutMinRows = 2000;

/** Share of the rows that is sealed: of all rows, or of the fresh ones where a champion is challenged. */
const holdoutFraction = { first: 0.2, challenge: 0.3 };

/** Row numbers of training and holdout, ascending; `holdout` is empty below `holdoutMinRows`. */
export function splitOff(prepared: Prepared, request: TrainRequest): { train: Int32Array; holdout: Int32Array } {
  const { nRows } = prepared.table;
  const rng = createRng(request.seed).split('holdout');
  if (request.challenges !== undefined) return splitFresh(prepared, rng);
  const rows = Int32Array.from({ length: nRows }, (_, row) => row);
  if (nRows < holdoutMinRows) return { train: rows, holdout: new Int32Array(0) };
  return splitRows(prepared, rows, holdoutFraction.first, rng);
}

/** The holdout comes from the fresh rows alone, so neither champion nor challenger has seen it. */
function splitFresh(prepared: Prepared, rng: Rng): { train: Int32Array; holdout: Int32Array } {
  const { earlierRows, table } = prepared;
  const fresh = Int32Array.from({ length: table.nRows - earlierRows }, (_, i) => earlierRows + i);
  const { train, holdout } = splitRows(prepared, fresh, holdoutFraction.challenge, rng);
  return {
    train: Int32Array.from({ length: earlierRows + train.length }, (_, i) =>
      i < earlierRows ? i : train[i - earlierRows],
    ),
    holdout,
  };
}

function splitRows(prepared: Prepared, rows: Int32Array, fraction: number, rng: Rng) {
  const { target, groups, times } = prepared;
  const { train, holdout } = splitHoldout({
    target: { ...target, values: pick(target.values, rows) },
    table: takeRows(prepared.table, rows),
    features: prepared.features.map(({ name }) => name),
    times: times && pick(times, rows),
    groups: groups && rows.map((row) => groups[row]),
    fraction,
    rng,
  });
  return { train: train.map((i) => rows[i]), holdout: holdout.map((i) => rows[i]) };
}
