/** Fitted ensembles and calibrated models as models of a plan: what is inside, put together. */
import type { CalibratedState } from '../estimators/calibration/calibrated.ts';
import type { FittedMember } from '../estimators/ensemble/member.ts';
import type { StackingState } from '../estimators/ensemble/stacking.ts';
import type { VotingState } from '../estimators/ensemble/voting.ts';
import type { FittedEstimator } from '../estimators/estimator.ts';
import type { PlanColumn, PlanContext } from './export-columns.ts';
import type { PlanModel } from './export-plan.ts';

/** What any fitted estimator becomes at its place. */
type LowerFitted = (fitted: FittedEstimator, context: PlanContext) => PlanModel;

type Lower<State> = (state: State, context: PlanContext, lowerFitted: LowerFitted) => PlanModel;

const lowerVoting: Lower<VotingState> = ({ members }, context, lowerFitted) =>
  mixOf(
    members.map(({ weight, models }, m) => ({
      weight,
      model: lowerMember(models, m, context, lowerFitted),
    })),
  );

const lowerStacking: Lower<StackingState> = (state, context, lowerFitted) => {
  const { nClasses, builder, place } = context;
  const members = state.members.map(({ models }, m) => lowerMember(models, m, context, lowerFitted));
  const names = members.flatMap((_, m) =>
    nClasses === 0 || nClasses === 2
      ? [`member ${m}`]
      : Array.from({ length: nClasses }, (_, code) => `member ${m} class ${code}`),
  );
  const { first, builder: after } = builder.inner(names.length);
  const columns = names.map((name, i): PlanColumn => ({ name, kind: 'number', slot: first + i }));
  const final = lowerFitted(state.final, { ...context, columns, builder: after, place: `${place}final estimator: ` });
  return { kind: 'stack', members, to: first, nClasses, steps: after.steps, final };
};

const lowerCalibrated: Lower<CalibratedState> = ({ model, calibrator }, context, lowerFitted) => {
  const inside = lowerFitted(model, context);
  return calibrator.method === 'none' ? inside : { kind: 'calibrated', calibrator, model: inside };
};

/** By estimator name, for states of one version. */
export const ensembleLowerings: Readonly<Record<string, { readonly version: number; readonly lower: Lower<never> }>> = {
  voting: { version: 1, lower: lowerVoting },
  stacking: { version: 1, lower: lowerStacking },
  calibrated: { version: 1, lower: lowerCalibrated },
};

/** The mean of the models that member m has. */
function lowerMember(
  models: FittedMember['models'],
  m: number,
  context: PlanContext,
  lowerFitted: LowerFitted,
): PlanModel {
  const inside = { ...context, place: `${context.place}member ${m + 1}: ` };
  return mixOf(models.map((model) => ({ weight: 1, model: lowerFitted(model, inside) })));
}

function mixOf(parts: Extract<PlanModel, { kind: 'mix' }>['parts']): PlanModel {
  return parts.length === 1 ? parts[0].model : { kind: 'mix', parts };
}
