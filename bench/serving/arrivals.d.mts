/** Types of the open loop's arithmetic, for the tests. */
export function intendedMs(index: number, rate: number): number;
export function dueBy(elapsedMs: number, rate: number): number;
export function nearestRank(values: Iterable<number> & { readonly length: number }, share: number): number | undefined;
export function highestRate(
  holds: (rate: number) => boolean | Promise<boolean>,
  options: { readonly first: number; readonly least?: number; readonly most: number; readonly precision: number },
): Promise<number>;
export function slopeOf(points: readonly (readonly [number, number])[]): number;
