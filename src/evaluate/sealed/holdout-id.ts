/** The name of a holdout: the same rows have the same name, whatever is asked about them. */
import { hashJson, sha256 } from '../../core/hash.ts';

/** What makes a holdout. Model, metric, task and features are no part of it. */
export interface HoldoutIdentity {
  /** Typed hash of the data as it was read. */
  readonly dataHash: string;
  /** Name of the target column. */
  readonly target: string;
  /** Numbers of the sealed rows in the data, ascending. */
  readonly rows: Int32Array;
  /** The draw that came before, when the run learned from a sample. */
  readonly sample?: { readonly rows: number; readonly seed: number };
}

/** 64 hexadecimal digits. */
export function holdoutId({ dataHash, target, rows, sample }: HoldoutIdentity): string {
  const bytes = new DataView(new ArrayBuffer(4 * rows.length));
  for (const [i, row] of rows.entries()) bytes.setInt32(4 * i, row, true);
  return hashJson({
    dataHash,
    target,
    rows: sha256(new Uint8Array(bytes.buffer)),
    ...(sample && { sample: { rows: sample.rows, seed: sample.seed } }),
  });
}
