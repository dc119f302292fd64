/** The model of a plan as literals: short arrays as lists, trees and long arrays as texts. */
import type { PlanModel } from '../export-plan.ts';
import { doublesText } from './encode-arrays.ts';
import { encodeForest } from './encode-forest.ts';
import type { ModuleModel } from './runtime/plan.ts';

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
    case 'mix':
      return { kind: 'mix', parts: model.parts.map((part) => ({ ...part, model: packModel(part.model) })) };
  }
}
