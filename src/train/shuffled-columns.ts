/** Which columns a report shuffles: all, or of very many the ones that the model relies on most, as each costs predictions. */
import type { LoadedModel } from '../estimators/artifact.ts';
import type { ReportReliance } from '../evaluate/report-data.ts';

/** With fewer rows a loss of score says little. */
const fewestRows = 50;

/** How often a model may be asked, and how many predictions the shuffles of one column are. */
interface Asked {
  readonly questions: number;
  readonly shuffles: number;
}

/** Rows to predict for each shuffle: fewer where many columns make each cost more. */
export function shuffledRows(columns: number, { questions, shuffles }: Asked, most: number): number {
  return Math.max(fewestRows, Math.min(most, Math.floor(questions / Math.max(1, columns * shuffles))));
}

/**
 * The columns worth their predictions, in the table's order: first those that explained rows name, then those that weigh most in
 * what was learned, then the others. At least one.
 */
export function shuffledColumns(
  names: readonly string[],
  { questions, shuffles }: Asked,
  model: Pick<LoadedModel, 'importance'>,
  reliance: Pick<ReportReliance, 'importance'> | undefined,
): readonly string[] {
  const affordable = Math.max(1, Math.floor(questions / (shuffles * fewestRows)));
  if (names.length <= affordable) return names;
  const relied = (reliance?.importance ?? []).map(({ column }) => column);
  const shares = (model.importance() ?? []).toSorted((a, b) => b.share - a.share).map(({ feature }) => feature);
  const isInput = new Set(names);
  const inOrder = new Set([...relied, ...shares].filter((name) => isInput.has(name)).concat(names));
  const chosen = new Set([...inOrder].slice(0, affordable));
  return names.filter((name) => chosen.has(name));
}
