/** Kernel SHAP: Shapley values as a weighted least-squares fit to the worth of coalitions (Lundberg and Lee 2017). */
import { ModelwrightError } from '../../core/errors.ts';
import { choleskySolve } from '../../math/linear-algebra.ts';
import type { Rng } from '../../math/rng.ts';
import type { RowGame } from './coalition-game.ts';

interface Weighted {
  readonly members: Uint8Array;
  weight: number;
}

/**
 * Adds each player's value to `out` (nOutputs x nPlayers). Sizes of coalitions are enumerated from the outside in, as long as they
 * fit into `most`; the rest is drawn in pairs of a coalition and its complement. The values add up to the row's score less the
 * empty worth by elimination of the last player, and are exact when all coalitions fit.
 *
 * @throws PARAM_INVALID when `most` is too small to tell the players apart.
 */
export function addKernelValues(game: RowGame, empty: Float64Array, most: number, rng: Rng, out: Float64Array): void {
  const { players, score, worth } = game;
  const n = players.length;
  const nOutputs = score.length;
  if (n === 0) return;
  if (n === 1) {
    for (let k = 0; k < nOutputs; k++) out[k] += score[k] - empty[k];
    return;
  }
  const coalitions = chooseCoalitions(n, most, rng);
  const worths = worth(coalitions.map(({ members }) => members));
  const A = new Float64Array((n - 1) * (n - 1));
  const row = new Float64Array(n - 1);
  const rights = Array.from({ length: nOutputs }, () => new Float64Array(n - 1));
  for (const [c, { members, weight }] of coalitions.entries()) {
    const last = members[n - 1];
    for (let i = 0; i < n - 1; i++) row[i] = members[i] - last;
    for (let i = 0; i < n - 1; i++) {
      if (row[i] === 0) continue;
      for (let j = 0; j < n - 1; j++) A[i * (n - 1) + j] += weight * row[i] * row[j];
      for (let k = 0; k < nOutputs; k++) {
        const left = worths[c * nOutputs + k] - empty[k] - last * (score[k] - empty[k]);
        rights[k][i] += weight * row[i] * left;
      }
    }
  }
  for (let k = 0; k < nOutputs; k++) {
    const found = choleskySolve(A, rights[k]);
    if (!found) {
      const law = 'enough coalitions to tell the columns apart';
      throw new ModelwrightError('PARAM_INVALID', { name: 'maxCoalitions', law, value: `${most}` });
    }
    let rest = score[k] - empty[k];
    for (let i = 0; i < n - 1; i++) {
      out[k * n + i] += found[i];
      rest -= found[i];
    }
    out[k * n + n - 1] += rest;
  }
}

/** Coalitions of n >= 2 players with their Shapley kernel weights, which sum to 1. */
function chooseCoalitions(n: number, most: number, rng: Rng): Weighted[] {
  const sizes = Math.ceil((n - 1) / 2);
  const paired = Math.floor((n - 1) / 2);
  const ofSize = Float64Array.from({ length: sizes }, (_, i) => {
    const kernel = (n - 1) / ((i + 1) * (n - 1 - i));
    return i < paired ? 2 * kernel : kernel;
  });
  const total = ofSize.reduce((sum, weight) => sum + weight, 0);
  const chosen: Weighted[] = [];
  let [left, room, size, subsets] = [1, most, 0, 1];
  for (; size < sizes; size++) {
    const isPaired = size < paired;
    subsets = (subsets * (n - size)) / (size + 1);
    const count = isPaired ? 2 * subsets : subsets;
    const share = ofSize[size] / total;
    if ((room * share) / left < count * (1 - 1e-8)) break;
    for (const members of subsetsOfSize(n, size + 1)) {
      chosen.push({ members, weight: share / count });
      if (isPaired) chosen.push({ members: members.map((bit) => 1 - bit), weight: share / count });
    }
    room -= count;
    left -= share;
  }
  if (size === sizes) return chosen;
  return [...chosen, ...drawCoalitions(n, ofSize.subarray(size), { first: size + 1, paired, room, left }, rng)];
}

/** Coalitions by chance, of the sizes that were not enumerated; those drawn again weigh more. */
function drawCoalitions(
  n: number,
  ofSize: Float64Array,
  rest: { readonly first: number; readonly paired: number; readonly room: number; readonly left: number },
  rng: Rng,
): Weighted[] {
  const total = ofSize.reduce((sum, weight) => sum + weight, 0);
  const drawn = new Map<string, Weighted>();
  const add = (members: Uint8Array) => {
    const key = members.join('');
    const known = drawn.get(key);
    if (known) known.weight++;
    else drawn.set(key, { members, weight: 1 });
  };
  for (let tries = 0; tries < 4 * rest.room && drawn.size + 1 < rest.room; tries++) {
    let at = rng.uniform() * total;
    let i = 0;
    while (i < ofSize.length - 1 && at >= ofSize[i]) at -= ofSize[i++];
    const size = rest.first + i;
    const members = new Uint8Array(n);
    for (const player of rng.permutation(n).subarray(0, size)) members[player] = 1;
    add(members);
    add(members.map((bit) => 1 - bit));
  }
  const weights = [...drawn.values()];
  const sum = weights.reduce((all, { weight }) => all + weight, 0);
  for (const one of weights) one.weight *= rest.left / sum;
  return weights;
}

function* subsetsOfSize(n: number, size: number): Generator<Uint8Array> {
  const places = Int32Array.from({ length: size }, (_, i) => i);
  for (;;) {
    const members = new Uint8Array(n);
    for (const place of places) members[place] = 1;
    yield members;
    let i = size - 1;
    while (i >= 0 && places[i] === n - size + i) i--;
    if (i < 0) return;
    places[i]++;
    for (let j = i + 1; j < size; j++) places[j] = places[j - 1] + 1;
  }
}
