/** Two detectors on the same rows: how alike they order and flag them, and by a label which finds more. */
import { ModelwrightError } from '../../core/errors.ts';
import { anomalyClasses } from '../../estimators/unlabelled-predictions.ts';
import { pairedMetrics } from '../../evaluate/comparison/paired-metrics.ts';
import { unseenHoldout } from '../../evaluate/sealed/holdout-state.ts';
import type { ScoredRows } from '../../evaluate/unlabelled/anomaly-figures.ts';
import type { ComparedUnlabelled } from '../../evaluate/unlabelled/compared-unlabelled.ts';
import { detectorAgreement, flaggedShare } from '../../evaluate/unlabelled/detector-agreement.ts';
import { drawnRows } from '../../math/drawn-rows.ts';
import { createRng } from '../../math/philox.ts';
import type { Predictions } from '../../table/task.ts';
import { metricForTask } from '../../train/metric-for-task.ts';
import type { CompareUnlabelled, SideRecord } from './compare-unlabelled.ts';
import type { ComparedRows } from './compared-rows.ts';
import { scoredRows } from './held-out-rows.ts';
import { labelMetrics } from './judge-anomalies.ts';
import { anomalyClass, type KnownClasses } from './known-classes.ts';

/** Rows in the picture of the scores. */
const mostDrawn = 1000;

type Judged = Pick<ComparedUnlabelled, 'verdict' | 'figures' | 'detectors' | 'label'> & {
  readonly notes?: readonly string[];
};

/** Compares. Needs `distributionsReady()`. @throws PARAM_INVALID without a label for what only a label can tell, METRIC_UNFIT */
export function compareDetectors(
  sides: readonly [SideRecord, SideRecord],
  { tables, known }: ComparedRows,
  request: Pick<CompareUnlabelled, 'metric' | 'positiveClass' | 'seed'>,
): Judged {
  const [first, second] = sides.map(({ opened: { model } }, i) => scoredRows(model.predict(tables[i])));
  const rng = createRng(request.seed).split('compare-detectors');
  const drawn = drawnRows(first.scores.length, mostDrawn, rng.split('picture'));
  const [ours, theirs] = sides.map(({ decision }) => decision.request.contamination);
  const label = known && labelled(sides, known, [first, second], request);
  if (!label) {
    for (const name of ['metric', 'positiveClass'] as const) {
      const value = request[name];
      if (value === undefined) continue;
      throw new ModelwrightError('PARAM_INVALID', { name, law: 'no value without a label column', value });
    }
  }
  const notes =
    ours === theirs
      ? []
      : ['The models were asked to flag different shares; the rank correlation does not hang on that.'];
  return {
    verdict: label?.metrics[0].verdict ?? null,
    figures: [{ name: 'flagged', first: flaggedShare(first), second: flaggedShare(second) }],
    detectors: {
      ...detectorAgreement(first, second, rng),
      contamination: [ours, theirs],
      scores: Array.from(drawn, (row) => ({ x: first.scores[row], y: second.scores[row] })),
    },
    ...(label && { label }),
    notes,
  };
}

function labelled(
  sides: readonly [SideRecord, SideRecord],
  known: KnownClasses,
  scored: readonly ScoredRows[],
  { metric, positiveClass, seed }: Pick<CompareUnlabelled, 'metric' | 'positiveClass' | 'seed'>,
) {
  const recorded = sides.find(({ figures }) => figures.label?.column === known.column)?.figures.label?.positive;
  const positive = anomalyClass(known, positiveClass, recorded);
  const code = known.classes.indexOf(positive);
  const values = known.codes.map((one) => Number(one === code));
  const leading = metricForTask('binary', metric ?? labelMetrics[0]).name;
  const [first, second] = scored.map((one): Predictions => {
    const pick = (of: Float64Array) => Float64Array.from(known.rows, (row) => of[row]);
    const scores = pick(one.scores);
    return { values: pick(one.flags), probabilities: [scores.map((score) => 1 - score), scores] };
  });
  return {
    column: known.column,
    rows: known.rows.length,
    positive,
    anomalies: values.reduce((sum, value) => sum + value, 0),
    metrics: pairedMetrics({
      target: { task: 'binary', classes: anomalyClasses, values },
      first,
      second,
      metrics: [...new Set([leading, ...labelMetrics])],
      leading,
      seed,
      before: unseenHoldout,
    }),
  };
}
