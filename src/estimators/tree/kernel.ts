/** The inner loops of tree learning (kernel/), as WebAssembly, or as the same module in JavaScript where that is missing. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { env } from 'node:process';
import { workerFile } from '../../core/worker-file.ts';

/** Some columns of two leaves: their histograms and structs, the columns, and the parts that the smaller histogram is made of. */
export type ColumnsOfLeaves = [
  small: number,
  large: number,
  smallLeaf: number,
  largeLeaf: number,
  searched: number,
  n: number,
  columns: number,
  usual: number,
  rules: number,
  parts: number,
  nParts: number,
];

/** What kernel/index.ts exports. Addresses and lengths are bytes and numbers in the memory of the fit. */
export interface KernelFunctions {
  addCells(target: number, cells: number, n: number): void;
  subtractCells(target: number, cells: number, n: number): void;
  sumCells(target: number, cells: number, n: number): void;
  gradientOf(cell: number): number;
  hessianOf(cell: number, countBits: number): number;
  countOf(cell: number, countBits: number): number;
  addFollowing(histogram: number, offsets: number, record: number, n: number, words: number): void;
  addChosen(
    histogram: number,
    offsets: number,
    records: number,
    rows: number,
    n: number,
    words: number,
    tile: number,
  ): void;
  writeAddends(
    records: number,
    stride: number,
    gradients: number,
    hessians: number,
    from: number,
    n: number,
    gradientScale: number,
    hessianScale: number,
    countBits: number,
  ): void;
  copyAddends(records: number, stride: number, source: number, sourceStride: number, from: number, n: number): void;
  writeLogistic(
    records: number,
    stride: number,
    scores: number,
    classes: number,
    weights: number,
    from: number,
    n: number,
    gradientScale: number,
    hessianScale: number,
    countBits: number,
    tables: number,
  ): void;
  sumHessians(rows: number, n: number, hessians: number, scale: number, countBits: number): number;
  sumLogistic(
    rows: number,
    n: number,
    scores: number,
    weights: number,
    scale: number,
    countBits: number,
    tables: number,
  ): number;
  writeRecords(records: number, stride: number, bins: number, columnBytes: number, columns: number, rows: number): void;
  copyRows(to: number, from: number, n: number): void;
  clear(at: number, bytes: number): void;
  largestOf(values: number, n: number): number;
  numberRows(rows: number, from: number, n: number): void;
  part(rows: number, n: number, column: number, goesLeft: number, right: number): number;
  addToScores(scores: number, rows: number, n: number, value: number): void;
  addForest(forest: number, values: number, stride: number, nRows: number, scores: number): void;
  addForestWithSets(forest: number, values: number, stride: number, nRows: number, scores: number): void;
  addForestToRow(forest: number, values: number, scores: number): void;
  addForestWithSetsToRow(forest: number, values: number, scores: number): void;
  sortNumbers(values: number, n: number, sorted: number, spare: number, counts: number): number;
  guideBins(thresholds: number, n: number, guide: number): number;
  binNumbers(
    values: number,
    n: number,
    thresholds: number,
    guide: number,
    most: number,
    missing: number,
    bins: number,
  ): void;
  drawRows(tree: number, counts: number, n: number): void;
  plantTree(tree: number, counts: number): void;
  growTree(tree: number): number;
  searchColumns(...args: [...ColumnsOfLeaves, foundSmall: number, foundLarge: number, room: number]): void;
  addGains(...args: [...ColumnsOfLeaves, gains: number, orders: number, room: number, isFirst: number]): void;
  bestOfLevel(
    gains: number,
    searched: number,
    n: number,
    columns: number,
    rules: number,
    orders: number,
    earlier: number,
    level: number,
    found: number,
  ): number;
  takeSplit(leaf: number, histogram: number, column: number, usual: number, rules: number, found: number): number;
  addSparse(
    histogram: number,
    total: number,
    addends: number,
    starts: number,
    entries: number,
    rows: number,
    from: number,
    n: number,
  ): void;
  writeCodes(codes: number, n: number, usual: number, rows: number, bins: number, nListed: number): void;
  keepBest(leaf: number, found: number, searched: number, n: number): number;
  writeSides(leaf: number, column: number, sides: number): void;
  divideLeaf(leaf: number, right: number): void;
  multiplyRow(c: number, a: number, b: number, k: number, n: number): void;
  multiply(c: number, a: number, b: number, m: number, k: number, n: number): void;
  transpose(target: number, source: number, rows: number, columns: number): void;
  addBias(values: number, bias: number, rows: number, columns: number, rectify: number): void;
  dropUnits(units: number, n: number, low: number, high: number, share: number, factor: number): void;
  maskSilent(errors: number, units: number, n: number, factor: number): void;
  sumColumns(sums: number, values: number, rows: number, columns: number): void;
  adamStep(
    weights: number,
    gradients: number,
    first: number,
    second: number,
    n: number,
    step: number,
    correction: number,
    decay: number,
  ): void;
  columnMoments(means: number, variances: number, values: number, rows: number, columns: number): void;
  followMean(averages: number, values: number, n: number, share: number): void;
  normaliseColumns(
    target: number,
    values: number,
    rows: number,
    columns: number,
    means: number,
    variances: number,
    gains: number,
    shifts: number,
  ): void;
  normaliseBack(
    errors: number,
    values: number,
    rows: number,
    columns: number,
    means: number,
    variances: number,
    gains: number,
    gainGradients: number,
    shiftGradients: number,
  ): void;
}

/** How a thread gets at the kernel: sent to helper threads as it is. */
export interface KernelSource {
  /** Absent: the JavaScript form. */
  readonly module?: WebAssembly.Module;
  readonly memory?: WebAssembly.Memory;
  readonly buffer: SharedArrayBuffer;
}

const pageBytes = 65_536;
/** Declared by the module: 4 GiB. */
const mostPages = 65_536;
/** Addresses are signed in the JavaScript form. */
const mostScriptBytes = 2_147_483_648;

/** Most bytes of memory that a fit can have. */
export function mostKernelBytes(): number {
  return compiledModule() ? (mostPages - 1) * pageBytes : mostScriptBytes - pageBytes;
}

/** Memory of at least `bytes`, zeroed, with the kernel that works on it. */
export function openKernel(bytes: number): KernelSource {
  const pages = Math.ceil(bytes / pageBytes);
  const module = compiledModule();
  if (!module) return { buffer: new SharedArrayBuffer(pages * pageBytes) };
  const memory = new WebAssembly.Memory({ initial: pages, maximum: mostPages, shared: true });
  return { module, memory, buffer: memory.buffer };
}

/** Zeroes the memory and makes it at least `bytes` long; functions that work on it stay valid, except in JavaScript. */
export function growKernel({ module, memory, buffer }: KernelSource, bytes: number): KernelSource {
  if (!module || !memory) return openKernel(bytes);
  new Uint8Array(buffer).fill(0);
  const more = Math.ceil((bytes - buffer.byteLength) / pageBytes);
  if (more > 0) memory.grow(more);
  return { module, memory, buffer: memory.buffer };
}

/** The functions for one thread. */
export function kernelFunctions({ module, memory, buffer }: KernelSource): KernelFunctions {
  if (module && memory) {
    // What a module exports has no types; kernel/index.ts is the list.
    return new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as KernelFunctions;
  }
  const { instantiate } = createRequire(import.meta.url)(kernelFile('kernel-script.cjs'));
  return instantiate({ env: { memory: { buffer } } });
}

let compiled: { readonly module: WebAssembly.Module | undefined } | undefined;

/** Compiled once per thread; undefined where the engine lacks SIMD or shared memory, or `MODELWRIGHT_KERNEL=js`. */
function compiledModule(): WebAssembly.Module | undefined {
  if (env['MODELWRIGHT_KERNEL'] === 'js') return undefined;
  compiled ??= { module: compile() };
  return compiled.module;
}

function compile(): WebAssembly.Module | undefined {
  const bytes = readFileSync(kernelFile('kernel.wasm'));
  return typeof WebAssembly === 'object' && WebAssembly.validate(bytes) ? new WebAssembly.Module(bytes) : undefined;
}

function kernelFile(name: string): string {
  return workerFile(import.meta.url, `./${name}`);
}
