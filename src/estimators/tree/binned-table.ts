/** The training columns as bin numbers: what trees are grown from. */
import type { NumberColumn } from '../../table/column.ts';
import type { Table } from '../../table/table.ts';
import { type BinningTask, binningPieces, fillSlot, planSlot, readSlot } from './bin-work.ts';
import type { Bins } from './bins.ts';
import { columnNumbers } from './column-numbers.ts';
import { kernelFunctions, mostKernelBytes } from './kernel.ts';
import { MemoryPlan } from './memory-plan.ts';
import { type SparseCodes, sparseBinning } from './sparse-column.ts';
import { Team } from './team.ts';

/** A column that can be split. */
export interface BinnedColumn {
  /** Position in the training table. */
  readonly feature: number;
  readonly bins: Bins;
}

export interface BinnedTable {
  readonly nRows: number;
  readonly columns: readonly BinnedColumn[];
  /** Names of the columns of the training table. */
  readonly names: readonly string[];
  /** The bin of every row, by column: 0 .. nBins, the last for missing values. Empty where `sparse` has the column. */
  readonly codes: readonly Uint8Array[];
  /** Rows that are watched and not learned from, and their bins. */
  readonly nWatched: number;
  readonly watched: readonly Uint8Array[];
  /** By column: its rows outside of its usual bin, of training and watched rows; undefined: `codes` and `watched` have it. */
  readonly sparse: readonly (SparseCodes | undefined)[];
}

/** Rows below which a column is binned before a helper would notice. */
const fewRows = 16_384;

/** A column before it is known whether it can be split. */
interface MadeColumn {
  readonly bins: Bins;
  readonly codes: Uint8Array;
  readonly watched: Uint8Array;
  readonly sparse?: SparseCodes;
}

/**
 * Bins a table of number columns. Columns that are alike in all rows cannot be split and are left out.
 *
 * @param team Its threads bin columns at the same time, in its memory; the result is the same for any.
 * @param listSparse Lists the rows of columns that are nearly always in one bin, where there are many such columns.
 */
export function binTable(
  X: Table,
  maxBins: number,
  watchedX?: Table,
  team: Team = new Team(1),
  listSparse = false,
): BinnedTable {
  const nWatched = watchedX?.nRows ?? 0;
  const task = openBinning(X, maxBins, nWatched, team);
  const made: MadeColumns = new Map();
  if (listSparse) listRows(X, watchedX, task, made);
  binOthers(X, watchedX, task, made, team);
  const found = X.columns.flatMap((_, feature) => {
    const ofFeature = made.get(feature);
    return ofFeature ? [{ feature, ...ofFeature }] : [];
  });
  return {
    nRows: X.nRows,
    names: X.columns.map(({ name }) => name),
    columns: found.map(({ feature, bins }) => ({ feature, bins })),
    codes: found.map(({ codes }) => codes),
    nWatched,
    watched: found.map(({ watched }) => watched),
    sparse: found.map(({ sparse }) => sparse),
  };
}
/** Columns by their position; undefined: alike in all rows. */
type MadeColumns = Map<number, MadeColumn | undefined>;

/** Makes the columns whose rows are listed. */
function listRows(X: Table, watchedX: Table | undefined, task: BinningTask, made: MadeColumns): void {
  const { kernel, slots, nWatched, maxBins } = task;
  const numbers = columnNumbers(kernelFunctions(kernel), kernel.buffer, slots[0]);
  const binSparse = sparseBinning(X, nWatched, maxBins, numbers);
  if (!binSparse) return;
  const none = new Uint8Array();
  for (const [feature, column] of X.columns.entries()) {
    const found = binSparse(column as NumberColumn, watchedX?.columns[feature] as NumberColumn | undefined);
    if (found) made.set(feature, found.sparse.nTraining > 0 ? { ...found, codes: none, watched: none } : undefined);
  }
}

/** Makes the other columns. */
function binOthers(X: Table, watchedX: Table | undefined, task: BinningTask, made: MadeColumns, team: Team): void {
  team.assign(task, binningPieces(task));
  const { length } = task.slots;
  const others = [...X.columns.keys()].filter((feature) => !made.has(feature));
  for (let first = 0; first < others.length; first += length) {
    const some = others.slice(first, first + length);
    for (const [i, feature] of some.entries()) {
      fillSlot(task, i, X.columns[feature] as NumberColumn, watchedX?.columns[feature] as NumberColumn | undefined);
    }
    team.run(0, some.length);
    for (const [i, feature] of some.entries()) {
      const { bins, codes, watched } = readSlot(task, i);
      const isAlike = codes.every((code) => code === codes[0]);
      made.set(feature, isAlike ? undefined : { bins, codes: codes.slice(), watched: watched.slice() });
    }
  }
}

/** A slot for each thread, as long as they take no more memory than trees will, which follow in the same. */
function openBinning({ columns, nRows }: Table, maxBins: number, nWatched: number, team: Team): BinningTask {
  const plan = new MemoryPlan(mostKernelBytes());
  const categories = columns.map((column) => (column as NumberColumn).cardinality ?? 0);
  const mostCategories = categories.reduce((most, n) => Math.max(most, n), 0);
  const takeSlot = () => planSlot(plan, nRows, nWatched, mostCategories);
  const slots = [takeSlot()];
  const slotBytes = plan.bytes;
  const bytesOfTrees = nRows * (2 * columns.length + leastBytesOfRow);
  const most = Math.min(team.threads, columns.length, Math.floor(Math.min(bytesOfTrees, plan.left) / slotBytes));
  while (nRows > fewRows && slots.length < most) slots.push(takeSlot());
  return { kind: 'bins', kernel: team.memory(plan.bytes), nRows, nWatched, maxBins, slots };
}

/** Bytes that trees need for a row besides its bins, about. */
const leastBytesOfRow = 60;
