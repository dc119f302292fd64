/** What searches are compared on: functions with known minima, and tables of boosting that are replayed. */
import { boostingTable, indexOf, levels, replayed } from './boosting-table.mjs';
import { testFunctions } from './test-functions.mjs';

export const problemNames = [
  ...Object.keys(testFunctions),
  ...Object.keys(replayed).map((set) => `boosting on ${set}`),
];

/**
 * A problem: `space` and `value` of its parameters, the `minimum`, and what the peer needs (`bounds` of a function, or `sizes` and
 * `table`). Undefined when its data is not there.
 */
export async function problemOf(name, folder) {
  const described = testFunctions[name];
  if (described) {
    const { bounds, minimum, value } = described;
    const space = Object.fromEntries(bounds.map(([low, high], i) => [`x${i}`, { type: 'float', low, high }]));
    return { space, minimum, value: (params) => value(Object.values(params)), peer: { function: name, bounds } };
  }
  const table = await boostingTable(folder, name.replace('boosting on ', ''));
  if (!table) return undefined;
  const sizes = Object.values(levels).map(({ length }) => length);
  const space = Object.fromEntries(sizes.map((size, i) => [`x${i}`, { type: 'int', low: 0, high: size - 1 }]));
  const value = (params) => table[indexOf(Object.values(params))];
  return { space, minimum: Math.min(...table), value, peer: { sizes, table } };
}
