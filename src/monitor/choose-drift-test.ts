/** Which drift test compares a column. */
import { ModelwrightError } from '../core/errors.ts';
import type { DriftSample, DriftTest } from './drift-tests/drift-test.ts';
import { driftTests } from './drift-tests/index.ts';

/** From this many rows on both sides, distances that weigh how far values moved are steady enough. */
const manyRows = 1000;

/** `ks` and `chisquare` for small samples, `wasserstein` and `jensenshannon` for large ones; `rows` is the size of the smaller sample. */
export function defaultDriftTest(kind: DriftSample['kind'], rows: number): DriftTest {
  if (kind === 'numeric') return driftTestByName(rows < manyRows ? 'ks' : 'wasserstein');
  return driftTestByName(rows < manyRows ? 'chisquare' : 'jensenshannon');
}

/**
 * The test of that wire name.
 *
 * @param kind when given, the test must compare this kind.
 * @throws PARAM_INVALID that lists the tests.
 */
export function driftTestByName(name: string, kind?: DriftSample['kind']): DriftTest {
  const fitting = driftTests.filter((test) => kind === undefined || test.kinds.includes(kind));
  const found = fitting.find((test) => test.name === name);
  if (found) return found;
  const names = fitting.map((test) => test.name).join(', ');
  const law = kind === undefined ? `one of ${names}` : `one of ${names} for ${kind} columns`;
  throw new ModelwrightError('PARAM_INVALID', { name: 'tests', law, value: name });
}
