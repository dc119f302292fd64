/** Which class or bin an answer counts in: fixed when a rollout starts, the same for all variants and servers. */

export type OutputBins =
  | { readonly kind: 'classes'; readonly classes: readonly string[] }
  /** A number counts in the first bin whose end it does not exceed, beyond all ends in one more. */
  | { readonly kind: 'numbers'; readonly ends: readonly number[] };

/** The bin of one answer. Classes that are not known share the one after the last. */
export function outputBin(bins: OutputBins, prediction: string | number): number {
  if (bins.kind === 'classes') {
    const place = bins.classes.indexOf(String(prediction));
    return place < 0 ? bins.classes.length : place;
  }
  const place = bins.ends.findIndex((end) => Number(prediction) <= end);
  return place < 0 ? bins.ends.length : place;
}

/**
 * Bins for the answers of a model.
 *
 * @param classes of its target; none for numbers. @param answers numbers that it gave; @param count bins to divide them into, equally.
 */
export function binsFor(classes: readonly string[], answers: readonly number[], count: number): OutputBins {
  if (classes.length > 0) return { kind: 'classes', classes };
  const sorted = answers.filter(Number.isFinite).sort((a, b) => a - b);
  const ends: number[] = [];
  for (let i = 1; i < count && sorted.length > 0; i++) {
    const end = sorted[Math.floor((i * (sorted.length - 1)) / count)];
    if (end !== ends.at(-1)) ends.push(end);
  }
  return { kind: 'numbers', ends };
}
