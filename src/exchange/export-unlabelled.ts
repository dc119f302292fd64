/** Models without a target as arithmetic on one row: what an exported file of one is made from. */
import { ModelwrightError } from '../core/errors.ts';
import { outlierDetector } from '../estimators/anomaly/outlier-detector.ts';
import type { RankScale } from '../estimators/anomaly/rank-scale.ts';
import { robustZ } from '../estimators/anomaly/robust-z.ts';
import { kmeans } from '../estimators/clusters/kmeans.ts';
import type { FittedEstimator } from '../estimators/estimator.ts';
import { plainBound } from '../estimators/neighbours/points.ts';
import { scaledBound } from '../estimators/preprocess/standard-scaler.ts';
import type { StepsState } from '../estimators/steps.ts';
import type { Forest } from '../estimators/tree/forest.ts';
import { isolationForest } from '../estimators/tree/isolation-forest.ts';
import { meanPathLength } from '../estimators/tree/isolation-tree.ts';
import { listed } from '../table/table.ts';
import type { Signature } from '../table/task.ts';
import { namedColumns, type PlanColumn, planBuilder } from './export-columns.ts';
import { inputColumns, lowerTransformers } from './export-lower.ts';
import type { PlanStep, Slot } from './export-plan.ts';

type StateOf<Definition> = Definition extends { transform(state: infer State, X: never): unknown } ? State : never;

/** What says how strange a row is, and the scale of its scores. */
export type PlanDetector = { readonly features: readonly Slot[]; readonly scale: RankScale } & (
  | {
      /** 2 to the power of `unit` times the mean over the trees. */
      readonly kind: 'isolation';
      readonly forest: Forest;
      readonly unit: number;
    }
  | {
      readonly kind: 'deviations';
      readonly aggregate: 'mean_square' | 'max';
      readonly medians: Float64Array;
      readonly scales: Float64Array;
      /** Deviations count up to this. */
      readonly bound: number;
    }
);

/** What is behind the preprocessing. */
export type PlanUnlabelled =
  | {
      readonly kind: 'detectors';
      readonly members: readonly PlanDetector[];
      /** Of the means of the members' shares; null for a lone member. */
      readonly scale: RankScale | null;
      readonly contamination: number;
    }
  | {
      readonly kind: 'centres';
      readonly features: readonly Slot[];
      /** Empty where columns count as they are. */
      readonly means: Float64Array;
      readonly scales: Float64Array;
      readonly bound: number;
      /** nClusters x nFeatures. */
      readonly centres: Float64Array;
      readonly nClusters: number;
    };

export interface UnlabelledPlan {
  readonly signature: Signature;
  readonly steps: readonly PlanStep[];
  readonly model: PlanUnlabelled;
}

type LowerDetector = (state: never, columns: readonly PlanColumn[]) => Omit<PlanDetector, 'scale'>;

const lowerIsolation = (
  { features, forest, nDrawn }: StateOf<typeof isolationForest>,
  columns: readonly PlanColumn[],
) => {
  const expected = meanPathLength(nDrawn);
  // Trees of single rows say the same of every row: half.
  const values = expected > 0 ? forest.values : forest.values.map(() => 1);
  const unit = expected > 0 ? -1 / expected : -1;
  const slots = slotsOf(features, columns, isolationForest.name);
  return { kind: 'isolation' as const, features: slots, forest: { ...forest, values }, unit };
};

const lowerRobustZ = (state: StateOf<typeof robustZ>, columns: readonly PlanColumn[]) => {
  const { features, aggregate, medians, scales } = state;
  const slots = slotsOf(features, columns, robustZ.name);
  return { kind: 'deviations' as const, features: slots, aggregate, medians, scales, bound: scaledBound };
};

/** By estimator name, for states of version 1; what is not here cannot be exported. */
const detectors: Readonly<Record<string, LowerDetector>> = {
  [isolationForest.name]: lowerIsolation,
  [robustZ.name]: lowerRobustZ,
};

/**
 * Follows the columns through the fitted chain.
 *
 * @throws EXPORT_UNSUPPORTED naming the step that has no translation, COLUMN_NOT_FOUND
 */
export function unlabelledPlan(signature: Signature, fitted: FittedEstimator): UnlabelledPlan {
  const { steps } = fitted.state as StepsState;
  const builder = planBuilder(signature.inputs.length);
  const context = { columns: inputColumns(signature), builder, format: 'onnx', place: '' };
  const columns = lowerTransformers(steps.slice(0, -1), context);
  const model = lowerLast(steps[steps.length - 1], columns);
  return { signature, steps: builder.steps, model };
}

function lowerLast({ name, state }: FittedEstimator, columns: readonly PlanColumn[]): PlanUnlabelled {
  if (name === kmeans.name) {
    const { space, centres, nClusters } = state as StateOf<typeof kmeans>;
    const { features, means, scales } = space;
    const bound = scales.length > 0 ? scaledBound : plainBound;
    return {
      kind: 'centres',
      features: slotsOf(features, columns, name),
      means,
      scales,
      bound,
      centres,
      nClusters,
    };
  }
  if (name !== outlierDetector.name) throw untranslated(name, [kmeans.name, outlierDetector.name]);
  const { members, scale, contamination } = state as StateOf<typeof outlierDetector>;
  return {
    kind: 'detectors',
    members: members.map((member): PlanDetector => {
      const lower = Object.hasOwn(detectors, member.fitted.name) ? detectors[member.fitted.name] : undefined;
      if (!lower) throw untranslated(member.fitted.name, Object.keys(detectors));
      return { ...lower(member.fitted.state as never, columns), scale: member.scale } as PlanDetector;
    }),
    scale,
    contamination,
  };
}

function untranslated(name: string, known: readonly string[]): ModelwrightError {
  const problem = `${name} has no translation; those that have one are ${listed(known)}`;
  return new ModelwrightError('EXPORT_UNSUPPORTED', { format: 'onnx', problem });
}

function slotsOf(features: readonly string[], columns: readonly PlanColumn[], estimator: string): Slot[] {
  return namedColumns(columns, features, estimator, 'number').map(({ slot }) => slot);
}
