/** Two clusterings of the same rows: how far the clusters of each lie apart, and how far they are the same. */
import { ModelwrightError } from '../../core/errors.ts';
import type { ComparedFigure, ComparedUnlabelled } from '../../evaluate/unlabelled/compared-unlabelled.ts';
import { labelAgreement } from '../../evaluate/unlabelled/label-agreement.ts';
import { pointsBefore } from '../../train/unlabelled/final-model.ts';
import { judgeClusters } from '../../train/unlabelled/judge-clusters.ts';
import { nameOf } from '../compare-on-source.ts';
import type { CompareUnlabelled, SideRecord } from './compare-unlabelled.ts';
import type { ComparedRows } from './compared-rows.ts';

type Judged = Pick<ComparedUnlabelled, 'verdict' | 'figures' | 'clusters' | 'label'> & {
  readonly notes?: readonly string[];
};

/**
 * Compares. Distances are taken on one scale, that of the first model, where both learned from the same columns. Needs
 * `distributionsReady()`.
 *
 * @throws PARAM_INVALID for options of anomaly models.
 */
export function compareClusters(
  sides: readonly [SideRecord, SideRecord],
  { tables, known }: ComparedRows,
  request: Pick<CompareUnlabelled, 'metric' | 'positiveClass' | 'seed'>,
): Judged {
  for (const name of ['metric', 'positiveClass'] as const) {
    const value = request[name];
    if (value === undefined) continue;
    throw new ModelwrightError('PARAM_INVALID', { name, law: 'no value for cluster models', value });
  }
  const models = sides.map(({ opened: { model } }) => model);
  const [first, second] = models.map((model, i) => model.predict(tables[i]).values);
  const [columns, otherColumns] = models.map(({ signature }) => signature.inputs.map(({ name }) => name));
  const isSameInputs = sameNames(columns, otherColumns);
  const [ours, theirs] = [first, second].map((said, i) => {
    const scale = isSameInputs ? 0 : i;
    return judgeClusters([{ said, points: pointsBefore(models[scale].fitted, tables[scale]) }], request.seed);
  });
  const agreement = labelAgreement(first, second);
  const [names, others] = models.map(({ signature }) => signature.target.classes);
  const counts = names.map(() => others.map(() => 0));
  for (const [row, code] of first.entries()) counts[code][second[row]]++;
  return {
    verdict: null,
    figures: Object.keys(ours).map((name) => ({ name, first: ours[name], second: theirs[name] })),
    clusters: {
      adjustedRand: agreement.adjusted_rand,
      adjustedMutualInformation: agreement.adjusted_mutual_information,
      first: names,
      second: others,
      counts,
    },
    ...(known && { label: { column: known.column, rows: known.rows.length, figures: byLabel(known, first, second) } }),
    notes: [
      isSameInputs
        ? `Distances are taken on the scale of ${nameOf(sides[0].opened)}.`
        : 'The models learned from different columns and each is measured on its own, so that how far the clusters lie apart does not compare.',
    ],
  };
}

function byLabel(
  known: NonNullable<ComparedRows['known']>,
  first: Float64Array,
  second: Float64Array,
): ComparedFigure[] {
  const [ours, theirs] = [first, second].map((codes) =>
    labelAgreement(
      Float64Array.from(known.rows, (row) => codes[row]),
      known.codes,
    ),
  );
  return (['adjusted_rand', 'adjusted_mutual_information'] as const).map((name) => ({
    name,
    first: ours[name],
    second: theirs[name],
  }));
}

function sameNames(first: readonly string[], second: readonly string[]): boolean {
  const names = new Set(first);
  return names.size === new Set(second).size && second.every((name) => names.has(name));
}
