/** The memory of a fit, filled with what does not change while trees grow: bins, columns, targets. */
import { expParts } from '../../math/exp.ts';
import { powersOfTwo } from '../../math/powers-of-two.ts';
import type { Rng } from '../../math/rng.ts';
import type { BinnedTable } from './binned-table.ts';
import { type Layout, structBytes } from './layout.ts';
import type { WeightedTarget } from './objective.ts';
import { writeSparse } from './sparse-layout.ts';
import type { TreeParams } from './tree-params.ts';

/** The same memory as numbers of each width; element i of `f64` is at address 8 i. */
export interface Views {
  readonly u8: Uint8Array;
  readonly i32: Int32Array;
  readonly u32: Uint32Array;
  readonly f64: Float64Array;
}

export function viewsOf(buffer: SharedArrayBuffer): Views {
  return {
    u8: new Uint8Array(buffer),
    i32: new Int32Array(buffer),
    u32: new Uint32Array(buffer),
    f64: new Float64Array(buffer),
  };
}

/** Writes bins, the structs of columns and where their cells are; see `works.records` for the bins of records. */
export function writeTable(table: BinnedTable, layout: Layout, views: Views): void {
  const { columns, codes, watched, sparse, nRows } = table;
  const { u8, i32, u32 } = views;
  let cell = 0;
  for (const [j, { bins }] of columns.entries()) {
    const at = (layout.columns + j * structBytes.column) / 4;
    u32[at] = cell * structBytes.cell;
    i32[at + 1] = bins.nBins;
    i32[at + 2] = bins.kind === 'numeric' ? 0 : 1;
    cell += bins.nBins + 1;
    i32[layout.usual / 4 + j] = sparse[j]?.usual ?? -1;
    if (sparse[j]) continue;
    const codesAt = layout.bins + layout.places[j] * (nRows + layout.nWatched);
    u8.set(codes[j], codesAt);
    u8.set(watched[j], codesAt + nRows);
  }
  const cellsOf = (column: number) => u32[(layout.columns + column * structBytes.column) / 4];
  if (layout.sparse) writeSparse(table, layout.sparse, cellsOf, views);
  for (const { columns: ofBlock, words, offsets } of layout.blocks) {
    for (let place = 0; place < words * 4; place++) {
      const isUsed = place < ofBlock.length;
      u32[offsets / 4 + place] = isUsed ? cellsOf(ofBlock[place]) : cell * structBytes.cell;
    }
  }
}

/** Writes in which direction predictions may go along each binned column: 1, -1, or 0 for both. */
export function writeDirections(directions: readonly number[], layout: Layout, { i32 }: Views): void {
  for (const [j, direction] of directions.entries()) i32[(layout.columns + j * structBytes.column) / 4 + 3] = direction;
}

/** Writes what the kernel computes derivatives from. */
export function writeTarget({ y, weights }: WeightedTarget, layout: Layout, { f64 }: Views): void {
  f64.set(y, layout.targets / 8);
  if (layout.weights !== 0) f64.set(weights, layout.weights / 8);
  const at = layout.expTables / 8;
  f64.set([expParts.stepsPerUnit, expParts.stepHigh, expParts.stepLow], at);
  f64.set(expParts.rootHigh, at + 8);
  f64.set(expParts.rootLow, at + 8 + 128);
  f64.set(powersOfTwo, at + 8 + 256);
}

/** Writes the rules that all splits of a tree obey; the units are those of its derivatives. `rng` draws the splits where they are drawn. */
export function writeRules(
  params: TreeParams,
  layout: Layout,
  { f64, i32, u32 }: Views,
  units: {
    readonly gradient: number;
    readonly hessian: number;
    readonly finerHessian: number;
    /** Of what chance adds to the root of a level's gain. */
    readonly deviation: number;
  },
  rng: Rng,
): void {
  const at = layout.rules / 8;
  f64[at] = units.gradient;
  f64[at + 1] = units.hessian;
  f64[at + 2] = params.lambdaL1;
  f64[at + 3] = params.lambdaL2;
  f64[at + 4] = params.minChildWeight;
  f64[at + 5] = params.minSplitGain;
  f64[at + 6] = params.catSmooth;
  f64[at + 7] = params.catL2;
  f64[at + 11] = units.finerHessian;
  const whole = (layout.rules + 64) / 4;
  i32[whole] = params.minChildSamples;
  i32[whole + 1] = layout.countBits;
  i32[whole + 2] = params.maxCatThreshold;
  i32[whole + 3] = params.maxCatToOnehot;
  i32[whole + 4] = params.minDataPerGroup;
  i32[whole + 5] = Object.keys(params.monotone).length > 0 ? 1 : 0;
  const drawn = rng.split('thresholds');
  // Never 0, which means that all are tried.
  u32[whole + 8] = params.extraTrees ? drawn.uint32() | 1 : 0;
  u32[whole + 9] = params.extraTrees ? drawn.uint32() : 0;
  const shaken = rng.split('shaken');
  f64[at + 13] = units.deviation;
  u32[whole + 12] = shaken.uint32();
  u32[whole + 13] = shaken.uint32();
}
