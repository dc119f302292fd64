/** The model of a plan as literals: short arrays as lists, trees and long arrays as texts. */
import { paramOf } from '../../estimators/calibration/calibrator-param.ts';
import type { PlanModel, PlanRule } from '../export-plan.ts';
import { doublesText, integersText, singlesText } from './encode-arrays.ts';
import { encodeForest } from './encode-forest.ts';
import type { ModuleModel, ModuleRule } from './runtime/plan.ts';

/** What an exported module holds of its model. */
export function packModel(model: PlanModel): ModuleModel {
  switch (model.kind) {
    case 'constant':
      return { ...model, outputs: Array.from(model.outputs) };
    case 'linear':
      return { ...model, coefficients: Array.from(model.coefficients), intercepts: Array.from(model.intercepts) };
    case 'forest': {
      const forest = encodeForest(model.forest, model.features.length);
      return { ...model, forest, baseline: Array.from(model.baseline) };
    }
    case 'averagedTrees': {
      const forest = encodeForest(model.forest, model.features.length);
      return { ...model, forest, shares: doublesText(model.shares) };
    }
    case 'network': {
      const { means, scales, shifts } = model.inputs;
      const inputs = {
        means: Array.from(means),
        scales: Array.from(scales),
        ...(shifts && { shifts: Array.from(shifts) }),
      };
      const layers = model.layers.map(({ weights, biases, ...size }) => {
        return { ...size, weights: singlesText(weights), biases: singlesText(biases) };
      });
      return { ...model, inputs, layers };
    }
    case 'bayes':
      return {
        kind: 'bayes',
        logPriors: Array.from(model.logPriors),
        numbers: model.numbers.map((column) => ({
          ...column,
          means: Array.from(column.means),
          variances: Array.from(column.variances),
          logVariances: Array.from(column.logVariances),
        })),
        categories: model.categories.map((column) => ({ ...column, logShares: Array.from(column.logShares) })),
      };
    case 'neighbours': {
      const { means, scales, tree, targets, sampleWeight, ...rest } = model;
      return {
        ...rest,
        means: Array.from(means),
        scales: Array.from(scales),
        tree: {
          nFeatures: tree.nFeatures,
          points: doublesText(tree.points),
          rows: integersText(tree.rows),
          splitColumns: integersText(tree.splitColumns),
          splitValues: doublesText(tree.splitValues),
        },
        targets: doublesText(targets),
        ...(sampleWeight && { sampleWeight: doublesText(sampleWeight) }),
      };
    }
    case 'stack':
      return { ...model, members: model.members.map(packModel), final: packModel(model.final) };
    case 'calibrated':
      return { kind: 'calibrated', calibrator: paramOf(model.calibrator), model: packModel(model.model) };
    case 'mix':
      return { kind: 'mix', parts: model.parts.map((part) => ({ ...part, model: packModel(part.model) })) };
  }
}

/** The rule that an exported module answers by. */
export function packRule(rule: PlanRule): ModuleRule {
  if (rule.by === 'weights') return { by: 'weights', weights: Array.from(rule.weights) };
  return rule.by === 'costs' ? { by: 'costs', costs: Array.from(rule.costs) } : rule;
}
