/** What a version does before it answers anybody: its golden rows again, one by one, and the rows that the project declares. */
import { stopwatch } from '../../core/clock.ts';
import { ModelwrightError } from '../../core/errors.ts';
import type { Table } from '../../table/table.ts';
import { execute } from '../execute.ts';
import type { Resolved } from '../resolver.ts';
import { tableSlices } from '../table-slices.ts';
import type { DeclaredWarmUp } from './declared-serving.ts';

/** Rows that are predicted alone at least, which lets the engine compile what single requests will run. */
const fewestRows = 64;
/** Time for those, unless declared rows need more. */
const mostMs = 100;

/**
 * Warms a version up.
 *
 * @throws WARM_UP_FAILED saying why it must not answer: a prediction that is not finite, a declared row that it refuses, too slow a row.
 */
export async function warmUp(resolved: Resolved, declared: DeclaredWarmUp | undefined): Promise<void> {
  const { served, version } = resolved;
  const fail = (problem: string, cause?: unknown) =>
    new ModelwrightError('WARM_UP_FAILED', { model: `${version.name}@${version.version}`, problem }, { cause });
  try {
    const rows = declared?.rows.length ? served.readRows(declared.rows).table : undefined;
    await execute(resolved, served.model.golden.rows);
    if (rows) await execute(resolved, rows);
    const times = await rowByRow(resolved, rows ?? served.model.golden.rows);
    if (declared?.rowMs !== undefined && median(times) > declared.rowMs) {
      throw fail(`a row must take at most ${declared.rowMs} ms, the median of ${times.length} took more`);
    }
  } catch (error) {
    if (!(error instanceof ModelwrightError) || error.code === 'WARM_UP_FAILED') throw error;
    throw fail(error.message, error);
  }
}

/** Milliseconds of each of the later half of the rows, by when the engine has compiled what they run. */
async function rowByRow(resolved: Resolved, table: Table): Promise<number[]> {
  const elapsed = stopwatch();
  const times: number[] = [];
  while (times.length < fewestRows && table.nRows > 0) {
    for (const row of tableSlices(table, 1)) {
      const one = stopwatch();
      await execute(resolved, row);
      times.push(one());
    }
    if (elapsed() > mostMs) break;
  }
  return times.slice(Math.floor(times.length / 2));
}

function median(times: readonly number[]): number {
  return [...times].sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0;
}
