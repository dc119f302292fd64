/** Fitted ensembles as models of a plan: what their members become, put together. */
import type { FittedMember } from '../estimators/ensemble/member.ts';
import type { VotingState } from '../estimators/ensemble/voting.ts';
import type { FittedEstimator } from '../estimators/estimator.ts';
import type { PlanContext } from './export-columns.ts';
import type { PlanModel } from './export-plan.ts';

/** What any fitted estimator becomes at its place. */
type LowerFitted = (fitted: FittedEstimator, context: PlanContext) => PlanModel;

type Lower<State> = (state: State, context: PlanContext, lowerFitted: LowerFitted) => PlanModel;

const lowerVoting: Lower<VotingState> = ({ members }, context, lowerFitted) =>
  mixOf(
    members.map(({ weight, models }, m) => ({
      weight,
      model: lowerMember(models, { ...context, place: `${context.place}member ${m + 1}: ` }, lowerFitted),
    })),
  );

/** By estimator name, for states of one version. */
export const ensembleLowerings: Readonly<Record<string, { readonly version: number; readonly lower: Lower<never> }>> = {
  voting: { version: 1, lower: lowerVoting },
};

/** The mean of the models that a member has. */
function lowerMember(models: FittedMember['models'], context: PlanContext, lowerFitted: LowerFitted): PlanModel {
  return mixOf(models.map((model) => ({ weight: 1, model: lowerFitted(model, context) })));
}

function mixOf(parts: Extract<PlanModel, { kind: 'mix' }>['parts']): PlanModel {
  return parts.length === 1 ? parts[0].model : { kind: 'mix', parts };
}
