/** Categories of texts, and pairs of them, as numbers. */
import type { PlanStep } from '../export-plan.ts';
import { type Graph, mlDomain } from './graph.ts';
import type { Tensor } from './messages.ts';
import type { Place } from './row-values.ts';

/** The numbers that texts become. */
interface Coding {
  /** One text per code 0, 1 and so on. */
  readonly categories: readonly string[];
  /** One number per text in place of its code. */
  readonly numbers?: readonly number[];
  readonly missing: number;
  readonly unknown: number;
}

/** Place of each text among the categories, or the number that stands for it, nRows x 1. `missingText` is how a missing text is given. */
export function codesOf(
  graph: Graph,
  place: Extract<Place, { kind: 'texts' }>,
  { categories, numbers, missing, unknown }: Coding,
  missingText: string,
): Tensor {
  const { tensor, spelled } = place;
  const codes = numbers ?? categories.map((_, code) => code);
  const otherwise = { default_tensor: { dims: [1], values: Float64Array.of(unknown) } };
  if (spelled === undefined) {
    const keys = [...categories, missingText];
    const values = Float64Array.of(...codes, missing);
    const attributes = {
      keys_tensor: { dims: [keys.length], values: keys },
      values_tensor: { dims: [keys.length], values },
      ...otherwise,
    };
    return graph.op('LabelEncoder', [tensor], attributes, mlDomain);
  }
  const known = codes.flatMap((code, place) => {
    const number = spelled === 'boolean' ? ['false', 'true'].indexOf(categories[place]) : Number(categories[place]);
    const isSpelling = spelled === 'boolean' ? number >= 0 : String(number) === categories[place];
    return isSpelling && !Number.isNaN(number) ? [{ code, number }] : [];
  });
  const missingAt = graph.op('IsNaN', [tensor]);
  // An encoder needs a key; a missing value never gets that far.
  if (known.length === 0) return graph.op('Where', [missingAt, graph.number(missing), graph.number(unknown)]);
  const attributes = {
    keys_tensor: { dims: [known.length], values: Float64Array.from(known, ({ number }) => number) },
    values_tensor: { dims: [known.length], values: Float64Array.from(known, ({ code }) => code) },
    ...otherwise,
  };
  const encoded = graph.op('LabelEncoder', [tensor], attributes, mlDomain);
  return graph.op('Where', [missingAt, graph.number(missing), encoded]);
}

/** The number of each row's pair, nRows x 1: both numbers as one key. */
export function numbersOfPairs(
  graph: Graph,
  left: Tensor,
  right: Tensor,
  { pairs, otherwise }: Extract<PlanStep, { op: 'pairNumber' }>,
): Tensor {
  // An encoder needs a key; this one is below all that occur.
  const listed = [{ left: -1, right: 0, number: otherwise }, ...pairs];
  const width = 1 + Math.max(...listed.map((pair) => pair.right));
  const keys = graph.op('Add', [graph.op('Mul', [left, graph.number(width)]), right]);
  const dims = [listed.length];
  const attributes = {
    keys_tensor: { dims, values: Float64Array.from(listed, (pair) => pair.left * width + pair.right) },
    values_tensor: { dims, values: Float64Array.from(listed, ({ number }) => number) },
    default_tensor: { dims: [1], values: Float64Array.of(otherwise) },
  };
  return graph.op('LabelEncoder', [keys], attributes, mlDomain);
}
