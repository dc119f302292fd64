/** Types of divide.mjs, for its test. */
export interface DividedSet {
  readonly target: string;
  readonly task: 'binary' | 'multiclass' | 'regression';
  readonly drop: readonly string[];
  readonly time?: string;
  readonly copies?: 'together';
  readonly testIf?: readonly [column: string, value: string];
}

export function divideSet(
  folder: string,
  source: string,
  set: DividedSet,
  seed: number,
  most?: number,
): Promise<{
  readonly train: string;
  readonly test: string;
  readonly truth: string;
  readonly rows: { readonly train: number; readonly test: number };
  readonly columns: number;
}>;
