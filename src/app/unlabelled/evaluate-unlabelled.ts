/** What a source says of a model without a target: by a label column where there is one, and without. */
import { ModelwrightError } from '../../core/errors.ts';
import type { OnProgress } from '../../core/progress.ts';
import { distributionsReady } from '../../math/distributions.ts';
import type { Store } from '../../store/open-store.ts';
import { getRun } from '../../tracking/runs.ts';
import { learnedRows } from '../../train/learned-rows.ts';
import { recordedUnlabelled } from '../../train/recorded.ts';
import { recordedFigures } from '../../train/unlabelled/recorded-figures.ts';
import type { OpenedModel } from '../opened-model.ts';
import { referenceOf } from './held-out-rows.ts';
import { judgeAnomalies } from './judge-anomalies.ts';
import { judgeClusters } from './judge-clusters.ts';
import { unlabelledRows } from './unlabelled-rows.ts';

export interface EvaluateUnlabelled {
  readonly source: string;
  /** Column that says what rows really are; default the one that training named, where the source has it. */
  readonly labelColumn?: string;
  /** The label's text of an anomaly. */
  readonly positiveClass?: string;
  readonly seed: number;
  readonly onProgress: OnProgress;
}

/**
 * Judges the rows of a source.
 *
 * @throws PARAM_INVALID for a positive class of a cluster model or one that is none; what `unlabelledRows` throws.
 */
export async function evaluateUnlabelled(store: Store, opened: OpenedModel, request: EvaluateUnlabelled) {
  const { source, labelColumn, positiveClass, seed, onProgress } = request;
  const { version, model } = opened;
  const decision = recordedUnlabelled(version)!;
  const { task, labelColumn: recorded } = decision.request;
  if (task === 'cluster' && positiveClass !== undefined) {
    const law = 'no value for a cluster model';
    throw new ModelwrightError('PARAM_INVALID', { name: 'positiveClass', law, value: positiveClass });
  }
  const { result } = await getRun(store, version.runId ?? '');
  const figures = recordedFigures(result);
  const rows = await unlabelledRows(opened, source, { labelColumn, recorded, onProgress });
  onProgress({ stage: 'evaluate' });
  await distributionsReady();
  const judged =
    task === 'anomaly'
      ? judgeAnomalies(model, rows, {
          decision,
          figures,
          reference: await referenceOf(store, version),
          positiveClass,
          seed,
        })
      : judgeClusters(model, rows, { figures, seed });
  const { name, version: number } = version;
  const what = `source "${source}"`;
  return {
    model: { name, version: number },
    rows: rows.table.nRows,
    learned: await learnedRows(version, rows.table, { blobs: store.blobs, source: what, onProgress }),
    left: { missingTarget: rows.known ? rows.table.nRows - rows.known.rows.length : 0, unknownClass: 0 },
    ...judged,
  };
}
