/** What a boosting fit learns with: the binned table in shared memory, the kernel on it, and the threads of the fit. */
import type { Rng } from '../../math/rng.ts';
import type { BinnedTable } from './binned-table.ts';
import type { GbdtParams } from './gbdt-params.ts';
import type { RowSample } from './gradient-sampling.ts';
import { gradientUnit, hessianUnit } from './grid-unit.ts';
import { type GrownTree, TreeGrower } from './grow-tree.ts';
import { kernelFunctions, mostKernelBytes, openKernel } from './kernel.ts';
import { blockColumns, chunkRows, planLayout } from './layout.ts';
import { MemoryPlan } from './memory-plan.ts';
import { createObjective, type ObjectiveSpec } from './objectives.ts';
import { sampleOf } from './sample-of.ts';
import { Team } from './team.ts';
import { viewsOf, writeRules, writeTable } from './training-memory.ts';
import { type Workplace, works } from './tree-work.ts';

export class TreeFit {
  readonly #table: BinnedTable;
  readonly #params: GbdtParams;
  readonly #place: Workplace;
  readonly #team: Team;
  readonly #grower: TreeGrower;
  readonly #scoresAt: number;
  readonly #leavesAt: number;

  /**
   * Call `close` when no more trees are wanted.
   *
   * @param options.histograms Most to keep while their leaf waits; default: all.
   */
  constructor(
    table: BinnedTable,
    params: GbdtParams,
    spec: ObjectiveSpec,
    { threads, histograms = params.numLeaves + 2 }: { readonly threads: number; readonly histograms?: number },
  ) {
    const objective = createObjective(spec);
    const plan = new MemoryPlan(mostKernelBytes());
    this.#scoresAt = plan.take(objective.initialScores.length * table.nRows * 8);
    this.#leavesAt = plan.take(params.numLeaves * 16);
    const { equalHessians } = objective;
    // More threads than pieces of the largest work would only start and stop.
    const useful = Math.ceil(table.nRows / chunkRows) * Math.ceil(table.columns.length / blockColumns);
    const layout = planLayout(table, plan, {
      threads: Math.min(threads, Math.max(1, useful)),
      equalHessians,
      histograms,
    });
    const source = openKernel(plan.bytes);
    const views = viewsOf(source.buffer);
    const nScores = objective.initialScores.length * table.nRows;
    const scores = views.f64.subarray(this.#scoresAt / 8, this.#scoresAt / 8 + nScores);
    for (const [k, score] of objective.initialScores.entries()) {
      scores.fill(score, k * table.nRows, (k + 1) * table.nRows);
    }
    writeTable(table, layout, views);
    this.#table = table;
    this.#params = params;
    this.#place = { layout, kernel: kernelFunctions(source), views, objective, scores, thread: 0 };
    this.#team = new Team(this.#place, { kernel: source, layout, objective: spec, scores: this.#scoresAt });
    this.#grower = new TreeGrower(table, params, this.#place, this.#team);
  }

  /** Scores of the training rows, class-major; up to date with the trees whose rows were not sampled. */
  get scores(): Float64Array {
    return this.#place.scores;
  }

  /** Prepares the derivatives of an iteration at the current scores. */
  begin(): void {
    if (this.#place.objective.begin) this.#team.run(works.begin, this.#chunks());
  }

  /**
   * Grows a tree for output k, and adds it to the scores if it has seen all rows.
   *
   * @param sample Rows to learn from; absent: all.
   * @param rng For the columns.
   * @param shrink Factor on the leaf values, besides the learning rate.
   */
  grow(k: number, sample: RowSample | undefined, rng: Rng, shrink = 1): GrownTree {
    const { layout, kernel, views, objective } = this.#place;
    const rows = sample?.rows;
    this.#writeDerivatives(k, sample);
    const n = rows?.length ?? layout.nRows;
    if (rows) views.i32.set(rows, layout.rows[0] / 4);
    else kernel.numberRows(layout.rows[0], 0, n);
    const searched = objective.learns(k)
      ? sampleOf(this.#table.columns.length, this.#params.featureFraction, rng)
      : new Int32Array();
    const grown = this.#settled(this.#grower.grow(n, rows === undefined, searched), shrink);
    if (!rows && grown.gains.length > 0) this.#addToScores(k, grown);
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

  close(): void {
    this.#team.close();
  }

  #chunks(): number {
    return Math.ceil(this.#place.layout.nRows / chunkRows);
  }

  #writeDerivatives(k: number, { raised, factor = 1 }: Partial<RowSample> = {}): void {
    const { layout, views } = this.#place;
    const chunks = this.#chunks();
    this.#team.run(works.derivatives, chunks, [k]);
    let [gradient, hessian] = [0, 0];
    for (let chunk = 0; chunk < chunks; chunk++) {
      gradient = Math.max(gradient, views.f64[layout.largest / 8 + 2 * chunk]);
      hessian = Math.max(hessian, views.f64[layout.largest / 8 + 2 * chunk + 1]);
    }
    if (raised) this.#raise(raised, factor);
    writeRules(this.#params, layout, views, {
      gradient: gradientUnit(gradient * factor, layout.countBits),
      hessian: layout.hessians === 0 ? 1 : hessianUnit(hessian * factor, layout.countBits),
    });
    this.#team.run(works.addends, chunks);
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
    const { views, objective } = this.#place;
    const { mostStep = Number.POSITIVE_INFINITY } = objective;
    if (grown.gains.length === 0 || !(objective.renew || objective.mostStep || shrink !== 1)) return grown;
    if (objective.renew) {
      this.#writeLeaves(grown);
      this.#team.run(works.renew, grown.leaves.length, [this.#leavesAt]);
    }
    const leaves = grown.leaves.map((leaf, i) => {
      const renewed = this.#params.learningRate * views.f64[this.#leavesAt / 8 + 2 * i + 1];
      const value = shrink * (objective.renew ? renewed : leaf.value);
      return { ...leaf, value: Math.max(-mostStep, Math.min(mostStep, value)) };
    });
    for (const { node, value } of leaves) grown.tree.values[node] = value;
    return { ...grown, leaves };
  }

  #addToScores(k: number, grown: GrownTree): void {
    this.#writeLeaves(grown);
    const scores = this.#scoresAt + k * this.#place.layout.nRows * 8;
    this.#team.run(works.scores, grown.leaves.length, [this.#leavesAt, scores]);
  }

  #writeLeaves({ leaves }: GrownTree): void {
    const { views } = this.#place;
    for (const [i, { rows, n, value }] of leaves.entries()) {
      const at = this.#leavesAt + i * 16;
      views.u32[at / 4] = rows;
      views.u32[at / 4 + 1] = n;
      views.f64[at / 8 + 1] = value;
    }
  }
}
