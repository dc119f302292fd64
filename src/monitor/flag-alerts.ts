/** Whether a detector flags another share of rows than it was asked to. */
import type { AnomalyFigures } from '../evaluate/unlabelled/anomaly-figures.ts';
import type { Alert } from './alert.ts';

/** Less often than this chance alone makes such a difference. */
const alpha = 0.01;
/** Shares that are this many times as large or as small matter. */
const leastFactor = 1.5;

/** A warning where the share is another by more than chance and by enough to matter; none otherwise. */
export function flagAlerts({
  contamination,
  flagged,
  pValue,
}: Pick<AnomalyFigures, 'flagged' | 'pValue'> & { readonly contamination: number }): Alert[] {
  const share = flagged.value ?? contamination;
  const factor = share > contamination ? share / contamination : contamination / share;
  if (pValue > alpha || factor < leastFactor) return [];
  const percent = (value: number) => `${Number((100 * value).toPrecision(3))} %`;
  const message = `${percent(share)} of the rows are flagged as anomalies, ${percent(contamination)} were asked for. Look at the flagged rows and at the columns that drifted; train again when the change is real.`;
  return [{ code: 'flag_rate_drift', severity: 'warning', message }];
}
