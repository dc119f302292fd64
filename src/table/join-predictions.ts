/** Predictions of parts of a table as those of the whole. Intervals and sets are left out: they are asked for part by part. */
import type { Predictions } from './task.ts';

/** Predictions of all parts, in order. @param example Of the same kinds: no parts are predictions of no rows. */
export function joinPredictions(parts: readonly Predictions[], example: Predictions): Predictions {
  if (parts.length === 0) return emptied(example);
  if (parts.length === 1) return parts[0];
  const [first] = parts;
  return {
    values: concatenated(parts.map(({ values }) => values)),
    ...(first.probabilities && {
      probabilities: first.probabilities.map((_, code) => concatenated(parts.map((part) => part.probabilities![code]))),
    }),
    ...(first.measures && {
      measures: first.measures.map(({ name }, m) => {
        return { name, values: concatenated(parts.map((part) => part.measures![m].values)) };
      }),
    }),
  };
}

/** Predictions of the same kinds, of no rows. */
function emptied({ probabilities, measures }: Predictions): Predictions {
  const none = new Float64Array(0);
  return {
    values: none,
    ...(probabilities && { probabilities: probabilities.map(() => none) }),
    ...(measures && { measures: measures.map(({ name }) => ({ name, values: none })) }),
  };
}

function concatenated(arrays: readonly Float64Array[]): Float64Array {
  const all = new Float64Array(arrays.reduce((sum, { length }) => sum + length, 0));
  let from = 0;
  for (const array of arrays) {
    all.set(array, from);
    from += array.length;
  }
  return all;
}
