/** Whether a graph answers each row as if it were alone, which is what makes rows of different requests fit into one call. */
import { checkOutputs } from './golden.ts';
import type { NativeTensor, TensorSpec } from './native-tensor.ts';
import { rowsOfTensors, sliceTensors } from './tensor-rows.ts';

/** Rows that are asked alone. */
const askedAlone = 4;

/**
 * Asks some rows together and each alone. False for a graph whose rows depend on each other, as where it takes a mean over them, and
 * where nothing can be said: a fixed number of rows, or rows that are all equal.
 *
 * @throws what `run` throws
 */
export async function answersRowsAlone(
  inputs: readonly TensorSpec[],
  feeds: readonly NativeTensor[],
  run: (feeds: readonly NativeTensor[]) => Promise<readonly NativeTensor[]>,
): Promise<boolean> {
  const rows = Math.min(askedAlone, rowsOfTensors(feeds) ?? 0);
  if (rows < 2 || inputs.some(({ shape }) => shape[0] !== null)) return false;
  const alone = Array.from({ length: rows }, (_, row) => sliceTensors(feeds, row, row + 1));
  if (alone.every((one) => isSame(one, alone[0]))) return false;
  const together = await run(sliceTensors(feeds, 0, rows));
  if (rowsOfTensors(together) !== rows) return false;
  for (const [row, one] of alone.entries()) {
    const said = await run(one);
    if (rowsOfTensors(said) !== 1 || !isSame(sliceTensors(together, row, row + 1), said)) return false;
  }
  return true;
}

function isSame(expected: readonly NativeTensor[], actual: readonly NativeTensor[]): boolean {
  try {
    checkOutputs(expected, actual, 'of the file');
    return true;
  } catch {
    return false;
  }
}
