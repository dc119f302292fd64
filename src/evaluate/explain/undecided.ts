/** The part of a fitted estimator that its probabilities come from: a rule for answers explains nothing about them. */
import { type GroupThresholdedState, groupThresholded } from '../../estimators/decision/group-thresholded.ts';
import { type ThresholdedState, thresholded } from '../../estimators/decision/thresholded.ts';
import type { FittedEstimator } from '../../estimators/estimator.ts';

/** The classifier inside a decision rule; any other estimator is itself. */
export function undecided(fitted: FittedEstimator): FittedEstimator {
  if (fitted.name === groupThresholded.name) return (fitted.state as GroupThresholdedState).model;
  return fitted.name === thresholded.name ? (fitted.state as ThresholdedState).model : fitted;
}
