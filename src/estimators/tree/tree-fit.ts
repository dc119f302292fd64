/** What a boosting fit learns with: the binned table in shared memory, the kernel on it, and the threads of the fit. */
import type { Rng } from '../../math/rng.ts';
import type { BinnedTable } from './binned-table.ts';
import { largestSize } from './exponent.ts';
import type { RowSample } from './gradient-sampling.ts';
import { gradientUnit, hessianUnit } from './grid-unit.ts';
import { type GrownTree, TreeGrower } from './grow-tree.ts';
import { kernelFunctions, mostKernelBytes } from './kernel.ts';
import { writeLeafRows } from './kernel-structs.ts';
import { blockColumns, chunkRows, planLayout } from './layout.ts';
import { MemoryPlan } from './memory-plan.ts';
import type { Objective } from './objective.ts';
import { createObjective, type ObjectiveSpec } from './objectives.ts';
import { sampleOf } from './sample-of.ts';
import { chanceLeft, derivativeDeviation, rowsThatCount } from './split-chance.ts';
import { Team } from './team.ts';
import { viewsOf, writeRules, writeTable, writeTarget } from './training-memory.ts';
import type { TreeParams } from './tree-params.ts';
import { codesOf, doPiece, type Workplace, works } from './tree-work.ts';

/** Threads for a fit to so many rows and columns. More than pieces of the largest work would only start and stop. */
export function openTeam(threads: number, nRows: number, nColumns: number): Team {
  const useful = Math.ceil(nRows / chunkRows) * Math.ceil(nColumns / blockColumns);
  return new Team(Math.max(1, Math.min(threads, useful)));
}

export class TreeFit {
  readonly #table: BinnedTable;
  readonly #params: TreeParams;
  readonly #place: Workplace;
  readonly #team: Team;
  readonly #grower: TreeGrower;
  readonly #scoresAt: number;
  readonly #watchedAt: number;
  readonly #largestWeight: number;
  readonly #weights: Float64Array;
  readonly #rowsThatCount: number;

  /** Scores of the watched rows at the trees so far, class-major. */
  readonly watchedScores: Float64Array;

  /**
   * @param options.team Grows the trees, in its memory.
   * @param options.objective That of `spec`, when it was already made.
   * @param options.histograms Most to keep while their leaf waits; default: all.
   */
  constructor(
    table: BinnedTable,
    params: TreeParams,
    spec: ObjectiveSpec,
    {
      team,
      objective = createObjective(spec),
      histograms = params.numLeaves + 2,
    }: { readonly team: Team; readonly objective?: Objective; readonly histograms?: number },
  ) {
    const plan = new MemoryPlan(mostKernelBytes());
    const nOutputs = objective.initialScores.length;
    const { nWatched } = table;
    this.#scoresAt = plan.take(nOutputs * table.nRows * 8);
    this.#watchedAt = plan.take(nOutputs * nWatched * 8);
    const { weights } = spec.target;
    const kinds = {
      equalHessians: objective.equalHessians,
      inKernel: objective.inKernel !== undefined && !spec.rowFactors,
      weighted: weights.some((weight) => weight !== 1),
    };
    const layout = planLayout(table, plan, {
      threads: team.threads,
      ...kinds,
      symmetric: params.growth === 'symmetric',
      leaves: params.numLeaves,
      histograms,
      sampled: params.subsample < 1 || spec.rowFactors === true,
    });
    const source = team.memory(plan.bytes);
    const views = viewsOf(source.buffer);
    const scores = views.f64.subarray(this.#scoresAt / 8, this.#scoresAt / 8 + nOutputs * table.nRows);
    this.watchedScores = views.f64.subarray(this.#watchedAt / 8, this.#watchedAt / 8 + nOutputs * nWatched);
    for (const [k, score] of objective.initialScores.entries()) {
      scores.fill(score, k * table.nRows, (k + 1) * table.nRows);
      this.watchedScores.fill(score, k * nWatched, (k + 1) * nWatched);
    }
    writeTable(table, layout, views);
    if (kinds.inKernel) writeTarget(spec.target, layout, views);
    this.#largestWeight = largestSize(weights);
    this.#weights = weights;
    this.#rowsThatCount = rowsThatCount(weights);
    // The bins are in the shared memory now.
    const kept = { ...table, codes: [], watched: [], sparse: [] };
    this.#table = kept;
    this.#params = params;
    this.#place = { layout, kernel: kernelFunctions(source), views, objective, scores, thread: 0 };
    this.#team = team;
    const task = { layout, objective: spec, scores: this.#scoresAt, nScores: scores.length };
    team.assign({ kind: 'trees', kernel: source, ...task }, (work, piece, args, fresh) =>
      doPiece(this.#place, work, piece, args, fresh),
    );
    this.#team.run(works.records, this.#chunks());
    this.#grower = new TreeGrower(kept, params, this.#place, this.#team);
  }

  /** Scores of the training rows at the trees so far, class-major. */
  get scores(): Float64Array {
    return this.#place.scores;
  }

  /** Prepares the derivatives of an iteration at the current scores. */
  begin(): void {
    if (this.#place.objective.begin) this.#team.run(works.begin, this.#chunks());
  }

  /**
   * Grows a tree for output k and adds it to the scores.
   *
   * @param sample Rows to learn from, ascending; absent: all.
   * @param rng For the columns, and the splits where they are drawn.
   * @param iteration Number of the iteration, also counting those of a model that is gone on from.
   * @param shrink Factor on the leaf values, besides the learning rate.
   */
  grow(k: number, sample: RowSample | undefined, rng: Rng, iteration: number, shrink = 1): GrownTree {
    const { layout, kernel, views, objective } = this.#place;
    const rows = sample?.rows;
    this.#writeDerivatives(k, rng, iteration, sample);
    const n = rows?.length ?? layout.nRows;
    if (rows) views.i32.set(rows, layout.rows[0] / 4);
    else kernel.numberRows(layout.rows[0], 0, n);
    const searched = objective.learns(k)
      ? sampleOf(this.#table.columns.length, this.#params.featureFraction, rng)
      : new Int32Array();
    const grown = this.#settled(this.#grower.grow(n, rows === undefined, searched, k), shrink);
    if (grown.gains.length > 0) {
      this.#addToScores(k, grown);
      this.#addToPassengers(k, grown, rows);
    }
    return grown;
  }

  /** |gradient * hessian| of all rows at the current scores, summed over the outputs; `begin` comes before. */
  gradientSizes(): Float64Array {
    const { layout, views, objective } = this.#place;
    const sizes = new Float64Array(layout.nRows);
    for (const k of objective.initialScores.keys()) {
      this.#team.run(works.derivatives, this.#chunks(), [k]);
      const [gradient, hessian] = [layout.gradients / 8, layout.hessians / 8];
      for (let row = 0; row < sizes.length; row++)
        sizes[row] += Math.abs(views.f64[gradient + row] * views.f64[hessian + row]);
    }
    return sizes;
  }

  #chunks(): number {
    return Math.ceil(this.#place.layout.nRows / chunkRows);
  }

  #writeDerivatives(k: number, rng: Rng, iteration: number, { raised, factor = 1 }: Partial<RowSample> = {}): void {
    const { layout, views, objective } = this.#place;
    const { countBits } = layout;
    const { gradient, hessian } = this.#largestDerivatives(k);
    if (raised) this.#raise(raised, factor);
    const units = {
      gradient: gradientUnit(gradient * factor, countBits),
      hessian: objective.equalHessians ? 1 : hessianUnit(hessian * factor, countBits),
      finerHessian: gradientUnit(hessian * factor, countBits),
      deviation: this.#chance(iteration),
    };
    writeRules(this.#params, layout, views, units, rng);
    this.#team.run(works.addends, this.#chunks());
  }

  #chance(iteration: number): number {
    const { layout, views } = this.#place;
    const { randomStrength = 0, learningRate } = this.#params;
    if (randomStrength === 0) return 0;
    const deviation = derivativeDeviation(this.#weights, layout, views);
    return randomStrength * deviation * chanceLeft(this.#rowsThatCount, iteration * learningRate);
  }

  /** Computes the derivatives of output k, and gives the size of the largest, or for the kernel's own losses a bound. */
  #largestDerivatives(k: number): { gradient: number; hessian: number } {
    const { layout, views } = this.#place;
    // Probabilities are at most 1, and p (1 - p) at most 1/4.
    if (layout.targets !== 0) return { gradient: this.#largestWeight, hessian: this.#largestWeight / 4 };
    const chunks = this.#chunks();
    this.#team.run(works.derivatives, chunks, [k]);
    let [gradient, hessian] = [0, 0];
    for (let chunk = 0; chunk < chunks; chunk++) {
      gradient = Math.max(gradient, views.f64[layout.largest / 8 + 2 * chunk]);
      hessian = Math.max(hessian, views.f64[layout.largest / 8 + 2 * chunk + 1]);
    }
    return { gradient, hessian };
  }

  /** Takes the rows that the tree did not learn from through its splits, and adds its values to their scores. */
  #addToPassengers(k: number, { leaves, splits }: GrownTree, rows: Int32Array | undefined): void {
    const { layout, kernel, views } = this.#place;
    const left = rows ? writeOthers(rows, layout.nRows, views.u32, layout.passengers / 4) : 0;
    const { nRows, nWatched } = layout;
    if (left > 0) {
      const segments = this.#parted(layout.passengers, left, splits);
      const scores = this.#scoresAt + k * nRows * 8;
      for (const [i, { at, n }] of segments.entries()) kernel.addToScores(scores, at, n, leaves[i].value);
    }
    if (nWatched === 0) return;
    kernel.numberRows(layout.passengers, nRows, nWatched);
    const segments = this.#parted(layout.passengers, nWatched, splits);
    // The numbers of watched rows begin after those of the others.
    const scores = this.#watchedAt + (k * nWatched - nRows) * 8;
    for (const [i, { at, n }] of segments.entries()) kernel.addToScores(scores, at, n, leaves[i].value);
  }

  /** Parts row numbers as a tree does: where those of each leaf are then. */
  #parted(rows: number, nRows: number, splits: GrownTree['splits']): { at: number; n: number }[] {
    const { layout, kernel, views } = this.#place;
    const segments = [{ at: rows, n: nRows }];
    for (const { leaf, column, leftBins } of splits) {
      const { at, n } = segments[leaf];
      views.u8.set(leftBins, layout.goesLeft);
      const nLeft = kernel.part(at, n, codesOf(this.#place, column), layout.goesLeft, layout.spare);
      kernel.copyRows(at + nLeft * 4, layout.spare, n - nLeft);
      segments[leaf] = { at, n: nLeft };
      segments.push({ at: at + nLeft * 4, n: n - nLeft });
    }
    return segments;
  }

  /** Multiplies the derivatives of some rows. */
  #raise(rows: Int32Array, factor: number): void {
    const { layout, views } = this.#place;
    const [gradient, hessian] = [layout.gradients / 8, layout.hessians / 8];
    for (const row of rows) {
      views.f64[gradient + row] *= factor;
      views.f64[hessian + row] *= factor;
    }
  }

  /** The tree with the leaf values that the objective wants. */
  #settled(grown: GrownTree, shrink: number): GrownTree {
    const { layout, views, objective } = this.#place;
    const { mostStep = Number.POSITIVE_INFINITY } = objective;
    if (grown.gains.length === 0 || !(objective.renew || objective.mostStep || shrink !== 1)) return grown;
    if (objective.renew) {
      this.#writeLeaves(grown);
      this.#team.run(works.renew, grown.leaves.length);
    }
    const leaves = grown.leaves.map((leaf, i) => {
      const renewed = this.#params.learningRate * views.f64[layout.leafRows / 8 + 2 * i + 1];
      const value = shrink * (objective.renew ? renewed : leaf.value);
      return { ...leaf, value: Math.max(-mostStep, Math.min(mostStep, value)) };
    });
    for (const { node, value } of leaves) grown.tree.values[node] = value;
    return { ...grown, leaves };
  }

  #addToScores(k: number, grown: GrownTree): void {
    this.#writeLeaves(grown);
    const scores = this.#scoresAt + k * this.#place.layout.nRows * 8;
    this.#team.run(works.scores, grown.leaves.length, [scores]);
  }

  #writeLeaves({ leaves }: GrownTree): void {
    const { layout, views } = this.#place;
    for (const [i, { rows, n, value }] of leaves.entries()) writeLeafRows(i, rows, n, value, layout, views);
  }
}

/** Writes the numbers below `n` that are not in the ascending `rows`; returns how many. */
function writeOthers(rows: Int32Array, n: number, target: Uint32Array, at: number): number {
  let next = 0;
  let written = 0;
  for (let row = 0; row < n; row++) {
    if (next < rows.length && rows[next] === row) next++;
    else target[at + written++] = row;
  }
  return written;
}
