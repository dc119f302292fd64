/** What held-out rows say of a detector: how many it flags, and, where a label names the anomalies, how well it finds them. */
import { readTarget } from '../../data/target.ts';
import { evaluate } from '../../evaluate/evaluation.ts';
import { wilsonInterval } from '../../math/tests/wilson.ts';
import type { Table } from '../../table/table.ts';
import type { Estimate } from '../assess.ts';
import type { HeldOutPart } from './held-out.ts';
import type { UnlabelledRequest } from './request.ts';

export interface AnomalyJudgement {
  /** Share of held-out rows that count as anomalies. */
  readonly flagged: Estimate;
  /** By the label column, where there is one. */
  readonly label?: {
    readonly column: string;
    /** The label's text of an anomaly. */
    readonly positive: string;
    /** Labelled rows, and those of them that are anomalies. */
    readonly rows: number;
    readonly anomalies: number;
    readonly metrics: Readonly<Record<string, Estimate>>;
  };
}

export function judgeAnomalies(
  parts: readonly HeldOutPart[],
  table: Table,
  { labelColumn, positiveClass, seed }: UnlabelledRequest,
): AnomalyJudgement {
  const rows = Int32Array.from(parts.flatMap((part) => [...part.rows]));
  const flags = Float64Array.from(parts.flatMap(({ said }) => [...said]));
  const scores = Float64Array.from(parts.flatMap((part) => [...(part.scores ?? [])]));
  const count = flags.reduce((total, flag) => total + flag, 0);
  const flagged: Estimate = {
    value: count / flags.length,
    ci: wilsonInterval(count, flags.length),
    method: 'wilson',
  };
  if (labelColumn === undefined) return { flagged };
  const { target, rows: labelled } = readTarget(table, labelColumn, { task: 'binary', positiveClass });
  const truth = new Float64Array(table.nRows).fill(Number.NaN);
  for (const [i, row] of labelled.entries()) truth[row] = target.values[i];
  const known = Int32Array.from(rows.keys()).filter((at) => !Number.isNaN(truth[rows[at]]));
  const pick = (values: Float64Array) => Float64Array.from(known, (at) => values[at]);
  const yTrue = Float64Array.from(known, (at) => truth[rows[at]]);
  const chances = pick(scores);
  const { metrics } = evaluate({
    target: { ...target, values: yTrue },
    predictions: { values: pick(flags), probabilities: [chances.map((score) => 1 - score), chances] },
    metrics: ['roc_auc', 'pr_auc', 'precision', 'recall'],
    seed,
  });
  return {
    flagged,
    label: {
      column: labelColumn,
      positive: target.classes.at(-1) ?? '',
      rows: known.length,
      anomalies: yTrue.reduce((sum, value) => sum + value, 0),
      metrics,
    },
  };
}
