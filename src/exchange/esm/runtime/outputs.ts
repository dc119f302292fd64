/** Scores of a model as its answer: a number, or one probability per class. Carried inside exported modules. */
import { nearestFinite } from '../../../estimators/tree/nearest-finite.ts';
import { exp } from '../../../math/exp.ts';
import { sigmoid } from '../../../math/sigmoid.ts';
import { compileAveragedTrees } from './averaged-trees.ts';
import { compileBayes } from './bayes.ts';
import { recalibrated } from './calibrated.ts';
import { takeFinite } from './finite-features.ts';
import { leafOf, unpackForest } from './forest.ts';
import { mixed } from './mix.ts';
import { compileNeighbours } from './neighbours.ts';
import { compileNetwork } from './network.ts';
import type { ModelOf, ModuleModel, Outputs } from './plan.ts';
import { softmax } from './softmax.ts';
import { stacked } from './stack.ts';

/** The function of a plan's model. */
export function compileModel(model: ModuleModel): Outputs {
  switch (model.kind) {
    case 'constant':
      return () => Float64Array.from(model.outputs);
    case 'linear':
      return compileLinear(model);
    case 'forest':
      return compileForest(model);
    case 'averagedTrees':
      return compileAveragedTrees(model);
    case 'network':
      return compileNetwork(model);
    case 'bayes':
      return compileBayes(model);
    case 'neighbours':
      return compileNeighbours(model);
    case 'stack':
      return stacked(model, model.members.map(compileModel), compileModel(model.final));
    case 'calibrated':
      return recalibrated(model, compileModel(model.model));
    case 'mix':
      return mixed(model.parts.map(({ weight, model: part }) => ({ weight, outputsOf: compileModel(part) })));
  }
}

function compileForest({ features, baseline, forest, link }: ModelOf<'forest'>): Outputs {
  const trees = unpackForest(forest);
  const { roots } = trees;
  const inputs = new Float64Array(features.length);
  return ({ numbers }) => {
    for (let j = 0; j < features.length; j++) inputs[j] = numbers[features[j]];
    const scores = Float64Array.from(baseline);
    for (let tree = 0; tree < roots.length; tree++) {
      scores[tree % scores.length] += leafOf(trees, roots[tree], inputs);
    }
    if (link === 'value') return scores.map(nearestFinite);
    if (link === 'exp') return scores.map((score) => nearestFinite(exp(score)));
    if (link === 'sigmoid') return Float64Array.of(sigmoid(-scores[0]), sigmoid(scores[0]));
    return softmax(scores);
  };
}

function compileLinear(model: ModelOf<'linear'>): Outputs {
  const { features, coefficients, intercepts, link } = model;
  const inputs = new Float64Array(features.length);
  return ({ numbers }, row) => {
    takeFinite(numbers, features, inputs, row);
    const margins = Float64Array.from(intercepts);
    for (let k = 0; k < margins.length; k++) {
      for (let j = 0; j < features.length; j++) {
        const coefficient = coefficients[k * features.length + j];
        if (coefficient !== 0) margins[k] += coefficient * inputs[j];
      }
    }
    if (link === 'value') return margins;
    return softmax(margins.length === 1 ? Float64Array.of(0, margins[0]) : margins);
  };
}
