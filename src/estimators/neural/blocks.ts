/** The kernel multiplies matrices in blocks. */

/** Rows and columns of a block; widths of layers and numbers of rows are multiples of these. */
export const wholeBlocks = { rows: 4, columns: 8 } as const;

/** The next whole number of blocks. */
export function padded(n: number, block: number): number {
  return Math.ceil(n / block) * block;
}
