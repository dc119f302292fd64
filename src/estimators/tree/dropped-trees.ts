/** DART (Rashmi, Gilad-Bachrach 2015): trees that are left out while the next ones are learned, and then shrunk beside them. */
import type { Rng } from '../../math/rng.ts';
import { type Forest, nodeKinds } from './forest.ts';
import type { GbdtParams } from './gbdt-params.ts';

/**
 * Which of the iterations so far are dropped, ascending; each with the same chance.
 *
 * @returns None with probability skipDrop; else on average dropRate of them, at most maxDrop.
 */
export function drawDropped(nIterations: number, { dropRate, maxDrop, skipDrop }: GbdtParams, rng: Rng): number[] {
  if (rng.uniform() < skipDrop) return [];
  const share = Math.min(dropRate, maxDrop / nIterations);
  const dropped: number[] = [];
  for (let iteration = 0; iteration < nIterations && dropped.length < maxDrop; iteration++) {
    if (rng.uniform() < share) dropped.push(iteration);
  }
  return dropped;
}

/** The forest with every leaf value times `factor`. */
export function scaledForest(forest: Forest, factor: number): Forest {
  const { kinds, values } = forest;
  return { ...forest, values: values.map((value, node) => (kinds[node] === nodeKinds.leaf ? value * factor : value)) };
}
