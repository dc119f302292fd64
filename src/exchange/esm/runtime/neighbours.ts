/** Answers of the nearest training rows. Carried inside exported modules. */
import { nearestIn } from '../../../estimators/neighbours/nearest.ts';
import { castVotes } from '../../../estimators/neighbours/votes.ts';
import { doublesOf, integersOf } from './decode.ts';
import { takeFinite } from './finite-features.ts';
import type { ModelOf, Outputs } from './plan.ts';

/** The function of k nearest neighbours, by the same search and votes as in the library. */
export function compileNeighbours(model: ModelOf<'neighbours'>): Outputs {
  const { features, means, scales, bound, nClasses, k, byDistance } = model;
  const { nFeatures, points, rows, splitColumns, splitValues } = model.tree;
  const tree = {
    nFeatures,
    points: doublesOf(points),
    rows: Int32Array.from(integersOf(rows)),
    splitColumns: Int32Array.from(integersOf(splitColumns)),
    splitValues: doublesOf(splitValues),
  };
  const targets = doublesOf(model.targets);
  const sampleWeight = model.sampleWeight === undefined ? undefined : doublesOf(model.sampleWeight);
  const search = nearestIn(tree, k);
  const votes = new Float64Array(k);
  const point = new Float64Array(features.length);
  return ({ numbers }, row) => {
    takeFinite(numbers, features, point, row);
    for (let j = 0; j < point.length; j++) {
      const value = scales.length > 0 ? (point[j] - means[j]) / scales[j] : point[j];
      point[j] = Math.min(bound, Math.max(-bound, value));
    }
    const neighbours = search(point, 0);
    castVotes({ sampleWeight, byDistance }, neighbours, votes);
    const answer = new Float64Array(Math.max(1, nClasses));
    for (let i = 0; i < k; i++) {
      const target = targets[neighbours.rows[i]];
      if (nClasses > 0) answer[target] += votes[i];
      else answer[0] += votes[i] * target;
    }
    return answer;
  };
}
