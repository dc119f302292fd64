/** The arithmetic of reweighing, on codes. */

/**
 * Row weights under which class and group are independent (Kamiran and Calders 2012): weight of the group times weight of the class,
 * over all weight times that of both together. All lengths are equal.
 *
 * @param classes any numbers, equal for one class; @param groupOf one code per row; @param given non-negative, default 1 for every row.
 * @returns the factor of each row times its given weight; 0 where that is 0.
 */
export function balancingWeights(classes: Float64Array, groupOf: Int32Array, given?: Float64Array): Float64Array {
  const ofClass = new Map<number, number>();
  const ofGroup = new Map<number, number>();
  const ofBoth = new Map<number, Map<number, number>>();
  let total = 0;
  for (let row = 0; row < classes.length; row++) {
    const weight = given?.[row] ?? 1;
    const [code, group] = [classes[row], groupOf[row]];
    total += weight;
    ofClass.set(code, (ofClass.get(code) ?? 0) + weight);
    ofGroup.set(group, (ofGroup.get(group) ?? 0) + weight);
    const within = ofBoth.get(group) ?? new Map<number, number>();
    within.set(code, (within.get(code) ?? 0) + weight);
    ofBoth.set(group, within);
  }
  return classes.map((code, row) => {
    const weight = given?.[row] ?? 1;
    if (weight === 0) return 0;
    const group = groupOf[row];
    return (weight * ofGroup.get(group)! * ofClass.get(code)!) / (total * ofBoth.get(group)!.get(code)!);
  });
}
