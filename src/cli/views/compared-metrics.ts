/** Scores of two models beside each other, as a table. */
import type { modelsCompare } from '../../app/operations/models.ts';
import { chance, estimate, figure } from '../figures.ts';
import { tableText } from '../table-text.ts';
import type { Screen } from '../view.ts';
import type { Answer } from './answer.ts';

type Metrics = Extract<Answer<typeof modelsCompare>, { format: 'modelwright-comparison' }>['metrics'];

/** @param names of the first and of the second model. */
export function comparedMetrics(metrics: Metrics, names: readonly [string, string], screen: Screen): string {
  return tableText(
    [
      { head: 'metric' },
      ...names.map((head) => ({ head })),
      { head: `difference, + is better` },
      { head: 'p', optional: true },
      { head: 'verdict', optional: true },
    ],
    metrics.map((row) => [
      row.name,
      figure(row.first.value),
      figure(row.second.value),
      estimate(row.difference),
      chance(row.pValue),
      row.verdict.replaceAll('_', ' '),
    ]),
    screen,
  );
}
