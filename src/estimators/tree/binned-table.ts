/** The training columns as bin numbers: what trees are grown from. */
import type { NumberColumn } from '../../table/column.ts';
import type { Table } from '../../table/table.ts';
import { type BinningTask, binningPieces, fillSlot, planSlot, readSlot } from './bin-work.ts';
import type { Bins } from './bins.ts';
import { mostKernelBytes } from './kernel.ts';
import { MemoryPlan } from './memory-plan.ts';
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
  /** The bin of every row, by column: 0 .. nBins, the last for missing values. */
  readonly codes: readonly Uint8Array[];
  /** Rows that are watched and not learned from, and their bins. */
  readonly nWatched: number;
  readonly watched: readonly Uint8Array[];
}

/** Rows below which a column is binned before a helper would notice. */
const fewRows = 16_384;

/**
 * Bins a table of number columns. Columns that are alike in all rows cannot be split and are left out.
 *
 * @param team Its threads bin columns at the same time, in its memory; the result is the same for any.
 */
export function binTable(X: Table, maxBins: number, watchedX?: Table, team: Team = new Team(1)): BinnedTable {
  const columns: BinnedColumn[] = [];
  const codes: Uint8Array[] = [];
  const watched: Uint8Array[] = [];
  const task = openBinning(X, maxBins, watchedX?.nRows ?? 0, team);
  team.assign(task, binningPieces(task));
  const { length } = task.slots;
  for (let first = 0; first < X.columns.length; first += length) {
    const some = X.columns.slice(first, first + length) as NumberColumn[];
    for (const [i, column] of some.entries()) {
      fillSlot(task, i, column, watchedX?.columns[first + i] as NumberColumn | undefined);
    }
    team.run(0, some.length);
    for (const i of some.keys()) {
      const made = readSlot(task, i);
      if (made.codes.every((code) => code === made.codes[0])) continue;
      columns.push({ feature: first + i, bins: made.bins });
      codes.push(made.codes.slice());
      watched.push(made.watched.slice());
    }
  }
  return {
    nRows: X.nRows,
    names: X.columns.map(({ name }) => name),
    columns,
    codes,
    nWatched: watchedX?.nRows ?? 0,
    watched,
  };
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
