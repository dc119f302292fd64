/** Regression trees with exact splits over the parameters of trials: what fANOVA takes apart. */
import type { Rng } from '../../../math/rng.ts';
import type { Feature } from './feature.ts';

/** Where a leaf holds along one feature: an interval, or a share of the choices. */
export interface Side {
  readonly low: number;
  readonly high: number;
  /** For a choice, 1 where the choice belongs to the leaf; else null. */
  readonly choices: Uint8Array | null;
}

export interface Leaf {
  readonly value: number;
  /** One for each feature. */
  readonly sides: readonly Side[];
}

export interface RegressionTree {
  readonly leaves: readonly Leaf[];
  /** By feature, the squared error that its splits removed. */
  readonly gains: Float64Array;
}

interface Split {
  readonly feature: number;
  /** A place on the interval, or the choice that goes left alone. */
  readonly at: number;
  readonly gain: number;
}

/** Least share of the squared error at the root that is worth a split; below it lies rounding. */
const smallestGain = 1e-14;

/**
 * Grows a tree until its leaves are pure (CART of Breiman et al. 1984, squared error; a choice is split off from the others).
 *
 * @param counts how often each trial is in the sample; 0 leaves it out.
 * @param rng decides between features that split equally well.
 */
export function growRegressionTree(
  features: readonly Feature[],
  y: Float64Array,
  counts: Int32Array,
  maxDepth: number,
  rng: Rng,
): RegressionTree {
  return new Grower(features, y, counts, rng).grow(maxDepth);
}

class Grower {
  readonly #features: readonly Feature[];
  readonly #y: Float64Array;
  readonly #counts: Int32Array;
  readonly #rng: Rng;
  /** By feature, the trials of the sample in order of its values; a node owns the same stretch in each. */
  readonly #orders: Int32Array[];
  readonly #goesLeft: Uint8Array;
  readonly #leaves: Leaf[] = [];
  readonly #gains: Float64Array;
  #least = 0;

  constructor(features: readonly Feature[], y: Float64Array, counts: Int32Array, rng: Rng) {
    this.#features = features;
    this.#y = y;
    this.#counts = counts;
    this.#rng = rng;
    const sample = Int32Array.from(counts.keys()).filter((i) => counts[i] > 0);
    this.#orders = features.map(({ values }) => sample.slice().sort((i, j) => values[i] - values[j] || i - j));
    this.#goesLeft = new Uint8Array(y.length);
    this.#gains = new Float64Array(features.length);
  }

  grow(maxDepth: number): RegressionTree {
    const size = this.#orders[0].length;
    const { total, weight } = this.#sums(0, size);
    let squares = 0;
    for (const i of this.#orders[0])
      squares += this.#counts[i] * (this.#y[i] - total / weight) * (this.#y[i] - total / weight);
    this.#least = smallestGain * squares;
    const everything = this.#features.map(({ low, high, isChoice }) => ({
      low,
      high,
      choices: isChoice ? new Uint8Array(high).fill(1) : null,
    }));
    this.#node(0, size, everything, maxDepth);
    return { leaves: this.#leaves, gains: this.#gains };
  }

  #node(from: number, to: number, sides: readonly Side[], depth: number): void {
    const { total, weight } = this.#sums(from, to);
    const split = depth === 0 ? undefined : this.#bestSplit(from, to, total, weight);
    if (split === undefined) {
      this.#leaves.push({ value: total / weight, sides });
      return;
    }
    this.#gains[split.feature] += split.gain;
    const middle = this.#partition(from, to, split);
    const [left, right] = halves(sides[split.feature], split.at);
    this.#node(from, middle, sides.with(split.feature, left), depth - 1);
    this.#node(middle, to, sides.with(split.feature, right), depth - 1);
  }

  #sums(from: number, to: number): { readonly total: number; readonly weight: number } {
    let total = 0;
    let weight = 0;
    for (let k = from; k < to; k++) {
      const i = this.#orders[0][k];
      total += this.#counts[i] * this.#y[i];
      weight += this.#counts[i];
    }
    return { total, weight };
  }

  #bestSplit(from: number, to: number, total: number, weight: number): Split | undefined {
    let best: Split | undefined;
    if (to - from < 2) return best;
    for (const feature of this.#rng.permutation(this.#features.length)) {
      const found = this.#features[feature].isChoice
        ? this.#bestChoice(feature, from, to, total, weight)
        : this.#bestPlace(feature, from, to, total, weight);
      if (found && found.gain > (best?.gain ?? this.#least)) best = found;
    }
    return best;
  }

  #bestPlace(feature: number, from: number, to: number, total: number, weight: number): Split | undefined {
    const order = this.#orders[feature];
    const { values } = this.#features[feature];
    let best: Split | undefined;
    let sum = 0;
    let count = 0;
    for (let k = from; k < to - 1; k++) {
      sum += this.#counts[order[k]] * this.#y[order[k]];
      count += this.#counts[order[k]];
      const [here, next] = [values[order[k]], values[order[k + 1]]];
      if (here === next) continue;
      const gain = gainOf(sum, count, total, weight);
      if (best === undefined || gain > best.gain) best = { feature, at: middleOf(here, next), gain };
    }
    return best;
  }

  #bestChoice(feature: number, from: number, to: number, total: number, weight: number): Split | undefined {
    const order = this.#orders[feature];
    const { values } = this.#features[feature];
    let best: Split | undefined;
    // Equal choices lie next to each other.
    for (let start = from, end = from; start < to; start = end) {
      let sum = 0;
      let count = 0;
      for (; end < to && values[order[end]] === values[order[start]]; end++) {
        sum += this.#counts[order[end]] * this.#y[order[end]];
        count += this.#counts[order[end]];
      }
      if (count === weight) return undefined;
      const gain = gainOf(sum, count, total, weight);
      if (best === undefined || gain > best.gain) best = { feature, at: values[order[start]], gain };
    }
    return best;
  }

  /** Brings the trials that go left to the front of the stretch, in every order; returns where the right ones begin. */
  #partition(from: number, to: number, { feature, at }: Split): number {
    const { values, isChoice } = this.#features[feature];
    for (let k = from; k < to; k++) {
      const i = this.#orders[feature][k];
      this.#goesLeft[i] = Number(isChoice ? values[i] === at : values[i] <= at);
    }
    let middle = from;
    for (const order of this.#orders) {
      const right: number[] = [];
      middle = from;
      for (let k = from; k < to; k++) {
        if (this.#goesLeft[order[k]] === 1) order[middle++] = order[k];
        else right.push(order[k]);
      }
      order.set(right, middle);
    }
    return middle;
  }
}

/** The squared error that a split removes. */
function gainOf(sum: number, count: number, total: number, weight: number): number {
  const difference = sum / count - (total - sum) / (weight - count);
  return ((count * (weight - count)) / weight) * difference * difference;
}

/** Below `next` also where the two are neighbours among the numbers. */
function middleOf(here: number, next: number): number {
  const middle = here + (next - here) / 2;
  return middle < next ? middle : here;
}

function halves(side: Side, at: number): readonly [Side, Side] {
  if (side.choices === null)
    return [
      { ...side, high: at },
      { ...side, low: at },
    ];
  const alone = new Uint8Array(side.choices.length);
  alone[at] = 1;
  return [
    { ...side, choices: alone },
    { ...side, choices: side.choices.with(at, 0) },
  ];
}
