/** What each unit adds to a figure, found by leaving it out. */
import { spread, type Units } from './units.ts';

/** With more units, so many groups of them are left out, one group at a time. */
const mostGroups = 200;

/** The mean less the figure without each group of units, for the groups without which the figure is defined. */
export function jackknife(reweighted: (weights: Float64Array) => number, units: Units): number[] {
  const groups = Math.min(units.count, mostGroups);
  const ofUnit = new Float64Array(units.count);
  const ofRow = new Float64Array(units.nRows);
  const left: number[] = [];
  for (let group = 0; group < groups; group++) {
    for (let unit = 0; unit < ofUnit.length; unit++) ofUnit[unit] = unit % groups === group ? 0 : 1;
    const value = reweighted(spread(units, ofUnit, ofRow));
    if (Number.isFinite(value)) left.push(value);
  }
  let total = 0;
  for (const value of left) total += value;
  return left.map((value) => total / left.length - value);
}
