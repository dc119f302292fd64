/** The game behind sampled Shapley values: columns are players, and what a coalition is worth is a mean score over a background. */
import { ModelwrightError } from '../../core/errors.ts';
import { mean } from '../../math/reduce.ts';
import { type Column, takeFromColumn } from '../../table/column.ts';
import { concatTables } from '../../table/concat.ts';
import { columnNames, select, type Table, takeRows } from '../../table/table.ts';
import type { ScoreFunction } from './score-function.ts';

/** Rows that the model is asked about in one call. */
const batchRows = 16_384;
/** Most rows of a background: the work grows with their number. */
const maxBackgroundRows = 1000;

/** Players of one row: columns in which it differs from some row of the background. The others add nothing. */
export interface RowGame {
  /** nPlayers places among the columns. */
  readonly players: readonly number[];
  /** nOutputs scores of the row itself: the worth of all players. */
  readonly score: Float64Array;
  /**
   * Mean scores where the players of a coalition have the row's values and the others those of each background row.
   *
   * @param coalitions each nPlayers bytes, 1 = in it.
   * @returns coalitions.length x nOutputs.
   */
  worth(coalitions: readonly Uint8Array[]): Float64Array;
}

export interface CoalitionGame {
  /** The columns of the explained rows. */
  readonly names: readonly string[];
  readonly nOutputs: number;
  readonly nBackground: number;
  /** nOutputs mean scores of the background: the worth of no player. */
  readonly expected: Float64Array;
  ofRow(row: number): RowGame;
}

/**
 * @param background 1 to 1,000 rows with the columns of X.
 * @throws SHAPE_MISMATCH for another number of rows, COLUMN_NOT_FOUND for a column that the background lacks.
 */
export function coalitionGame(scoresOf: ScoreFunction, X: Table, background: Table): CoalitionGame {
  checkBackground(background);
  const names = columnNames(X);
  const nBackground = background.nRows;
  // One dictionary per column, so that a mixed row is a list of places.
  const all = stacked(select(background, names), X);
  const ofBackground = scoresOf(takeRows(all, range(0, nBackground)));
  const own = scoresOf(takeRows(all, range(nBackground, all.nRows)));
  const nOutputs = ofBackground.length;
  return {
    names,
    nOutputs,
    nBackground,
    expected: Float64Array.from(ofBackground, (scores) => mean(scores)),
    ofRow(row) {
      const place = nBackground + row;
      const players = all.columns.flatMap((column, j) => (isPlayer(column, place, nBackground) ? [j] : []));
      return {
        players,
        score: Float64Array.from(own, (scores) => scores[row]),
        worth: (coalitions) => worthOf(scoresOf, all, { nBackground, nOutputs, place, players }, coalitions),
      };
    },
  };
}

/** @throws SHAPE_MISMATCH for a background of no row or more than 1,000. */
export function checkBackground({ nRows }: Table): void {
  if (nRows >= 1 && nRows <= maxBackgroundRows) return;
  const law = `1 to ${maxBackgroundRows} rows`;
  throw new ModelwrightError('SHAPE_MISMATCH', { what: 'the background', law, value: `${nRows}` });
}

/** The background above the explained rows; columns of categories stay such. */
function stacked(background: Table, X: Table): Table {
  const { nRows, columns } = concatTables(background, X);
  const kept = columns.map((column, j) => {
    const [upper, lower] = [background.columns[j], X.columns[j]];
    if (column.kind !== 'number' || upper.kind !== 'number' || lower.kind !== 'number') return column;
    const { cardinality } = upper;
    return cardinality !== undefined && cardinality === lower.cardinality ? { ...column, cardinality } : column;
  });
  return { nRows, columns: kept };
}

interface Mix {
  readonly nBackground: number;
  readonly nOutputs: number;
  /** Of the explained row, below the background. */
  readonly place: number;
  readonly players: readonly number[];
}

function worthOf(scoresOf: ScoreFunction, all: Table, mix: Mix, coalitions: readonly Uint8Array[]): Float64Array {
  const { nBackground, nOutputs } = mix;
  const worth = new Float64Array(coalitions.length * nOutputs);
  const atOnce = Math.max(1, Math.floor(batchRows / nBackground));
  for (let from = 0; from < coalitions.length; from += atOnce) {
    const part = coalitions.slice(from, from + atOnce);
    const scores = scoresOf(mixed(all, mix, part));
    for (let c = 0; c < part.length; c++) {
      for (let k = 0; k < nOutputs; k++) {
        worth[(from + c) * nOutputs + k] = mean(scores[k].subarray(c * nBackground, (c + 1) * nBackground));
      }
    }
  }
  return worth;
}

/** Per coalition the rows of the background, with the players' values of the explained row. */
function mixed(all: Table, { nBackground, place, players }: Mix, coalitions: readonly Uint8Array[]): Table {
  const nRows = coalitions.length * nBackground;
  const playerOf = new Int32Array(all.columns.length).fill(-1);
  for (const [player, j] of players.entries()) playerOf[j] = player;
  const columns = all.columns.map((column, j) => {
    const rows = new Int32Array(nRows);
    for (let c = 0; c < coalitions.length; c++) {
      const isIn = playerOf[j] >= 0 && coalitions[c][playerOf[j]] === 1;
      for (let b = 0; b < nBackground; b++) rows[c * nBackground + b] = isIn ? place : b;
    }
    return takeFromColumn(column, rows);
  });
  return { nRows, columns };
}

function isPlayer(column: Column, place: number, nBackground: number): boolean {
  const cells = column.kind === 'string' ? column.codes : column.values;
  for (let b = 0; b < nBackground; b++) if (!Object.is(cells[b], cells[place])) return true;
  return false;
}

function range(from: number, to: number): Int32Array {
  return Int32Array.from({ length: to - from }, (_, i) => from + i);
}
