/** A value with its interval as a line of text: `├───●──┤`; without an interval `○`. */

interface Scale {
  readonly low: number;
  readonly high: number;
  /** Characters. */
  readonly width: number;
}

/** The mark of a value between `low` and `high`, which stand at both ends of the line; empty where the line is too short. */
export function whisker(
  { value, ci }: { readonly value: number; readonly ci: readonly [number, number] | null },
  { low, high, width }: Scale,
): string {
  if (width < 10 || !(high > low)) return '';
  const place = (at: number) => Math.round(((Math.min(high, Math.max(low, at)) - low) / (high - low)) * (width - 1));
  const line = new Array<string>(width).fill(' ');
  if (ci) {
    const [from, to] = [place(ci[0]), place(ci[1])];
    line.fill('─', from, to + 1);
    line[from] = '├';
    line[to] = '┤';
  }
  line[place(value)] = ci ? '●' : '○';
  return line.join('').trimEnd();
}
