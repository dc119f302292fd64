/** What a forest asks of each column: the thresholds that ranks are counted in, and where in a row the kernel keeps ranks and codes. */
import { sortedCopy } from '../../math/quantile.ts';
import { type Forest, nodeKinds } from './forest.ts';

/** A column of which the kernel looks at ranks. */
export interface RankedColumn {
  readonly column: number;
  /** Distinct, ascending. */
  readonly thresholds: Float64Array;
  /** Place for nodes that send missing values left; the next one is for the others. */
  readonly place: number;
}

/** A column of which the kernel looks at codes. */
export interface CodedColumn {
  readonly column: number;
  readonly place: number;
}

/** Columns that a forest looks at, with the places of their ranks and codes in a row. */
export interface ForestColumns {
  readonly ranked: readonly RankedColumn[];
  readonly coded: readonly CodedColumn[];
  readonly nPlaces: number;
}

/** Sorts out what the nodes look at. */
export function columnsOf({ kinds, features, values }: Forest, nColumns: number): ForestColumns {
  const counts = new Int32Array(nColumns);
  const hasCodes = new Uint8Array(nColumns);
  for (let node = 0; node < kinds.length; node++) {
    if (isNumber(kinds[node])) counts[features[node]]++;
    else if (kinds[node] !== nodeKinds.leaf) hasCodes[features[node]] = 1;
  }
  const limits = Array.from(counts, (count) => new Float64Array(count));
  counts.fill(0);
  for (let node = 0; node < kinds.length; node++) {
    const column = features[node];
    if (isNumber(kinds[node])) limits[column][counts[column]++] = values[node];
  }
  const ranked: RankedColumn[] = [];
  const coded: CodedColumn[] = [];
  let nPlaces = 0;
  for (let column = 0; column < nColumns; column++) {
    if (limits[column].length > 0) {
      ranked.push({ column, thresholds: distinct(limits[column]), place: nPlaces });
      nPlaces += 2;
    }
    if (hasCodes[column]) coded.push({ column, place: nPlaces++ });
  }
  return { ranked, coded, nPlaces };
}

function isNumber(kind: number): boolean {
  return kind === nodeKinds.numberMissingLeft || kind === nodeKinds.numberMissingRight;
}

function distinct(values: Float64Array): Float64Array {
  return sortedCopy(values).filter((value, i, sorted) => i === 0 || value !== sorted[i - 1]);
}
