/**
 * Models of XGBoost in JSON or UBJSON (`Booster.save_model`, since 1.0). Scores are those of `Booster.predict` on a DMatrix to the
 * bit of float32, with all trees of the file: `best_iteration` is not looked at, as `Booster.predict` does not.
 */
import { joinForests } from '../estimators/tree/forest.ts';
import type { ImportedForestState } from '../estimators/tree/imported-forest.ts';
import { ColumnList } from './column-list.ts';
import {
  countAt,
  type DocumentObject,
  isObject,
  type Numbers,
  numbersAt,
  objectAt,
  objectsAt,
  textAt,
  textsAt,
} from './document.ts';
import { type ImportedModel, importedModel } from './imported-model.ts';
import { readJson } from './json-document.ts';
import {
  checkFileSize,
  invalidFile,
  maxFeatures,
  maxTrees,
  SizeBudget,
  shown,
  unsupportedModel,
} from './model-file-error.ts';
import { readUbj } from './ubj-document.ts';
import { categoricalNodes, xgboostLabels } from './xgboost-categories.ts';
import { xgboostBaseline, xgboostOutcome } from './xgboost-objective.ts';
import { xgboostTree } from './xgboost-tree.ts';

/** The marker of a length in UBJSON, where JSON has a quote or a space. */
const lengthMarkers = 'iUIlL';

/**
 * The model in some bytes.
 *
 * @throws MODEL_FILE_INVALID for bytes that are no sound model, MODEL_FILE_UNSUPPORTED for linear boosters, vector leaves,
 *   several targets and objectives that are not known.
 */
export function importXgboost(bytes: Uint8Array): ImportedModel {
  checkFileSize(bytes.length);
  if (bytes[0] !== 0x7b)
    throw invalidFile('an XGBoost model begins with "{"; save it with save_model as .json or .ubj');
  const isUbj = lengthMarkers.includes(String.fromCharCode(bytes[1] ?? 0));
  const document = isUbj ? readUbj(bytes) : readJson(bytes);
  if (!isObject(document)) throw invalidFile('it is no object');
  return fromLearner(objectAt(document, 'learner'));
}

function fromLearner(learner: DocumentObject): ImportedModel {
  const param = objectAt(learner, 'learner_model_param');
  if (countAt(param, 'num_target', 1) > 1) throw unsupportedModel('several targets (num_target)');
  const nOutputs = Math.max(1, countAt(param, 'num_class', 0));
  const { model, weights } = boosterOf(objectAt(learner, 'gradient_booster'));
  const features = featureNames(learner, countAt(param, 'num_feature'));
  const objective = textAt(objectAt(learner, 'objective'), 'name');
  const { task, link } = xgboostOutcome(objective, nOutputs);

  const trees = treesOf(model, nOutputs);
  const gains = new Float64Array(features.length);
  const tops = topCodes(trees, features.length);
  const context = { columns: new ColumnList((feature) => tops[feature]), gains, tops, budget: new SizeBudget() };
  if (weights && weights.length !== trees.length) throw invalidFile('weight_drop must have one number per tree');
  const order = byOutput(numbersAt(model, 'tree_info'), trees.length, nOutputs);
  const forests = order.map((t) => xgboostTree(trees[t], context, Math.fround(weights?.[t] ?? 1), `tree ${t}`));
  const state: ImportedForestState = {
    features,
    labels: xgboostLabels(model, features.length, context.budget),
    task,
    columns: context.columns.columns(),
    baseline: xgboostBaseline(textAt(param, 'base_score'), link, nOutputs),
    forest: joinForests(forests, 1),
    single: true,
    divisor: Float64Array.of(1),
    link,
    scale: Float64Array.of(1),
    gains,
  };
  return importedModel('xgboost', objective, state);
}

/** The trees' part of a booster and, for DART, the weights of the trees. */
function boosterOf(booster: DocumentObject): { model: DocumentObject; weights?: Numbers } {
  const name = textAt(booster, 'name');
  if (name === 'gbtree') return { model: objectAt(booster, 'model') };
  if (name !== 'dart') throw unsupportedModel(`booster ${shown(name)} of XGBoost`);
  return { model: objectAt(objectAt(booster, 'gbtree'), 'model'), weights: numbersAt(booster, 'weight_drop') };
}

function treesOf(model: DocumentObject, nOutputs: number): readonly DocumentObject[] {
  const trees = objectsAt(model, 'trees');
  if (trees.length > maxTrees) throw invalidFile(`it has more than ${maxTrees} trees`);
  if (countAt(objectAt(model, 'gbtree_model_param'), 'num_trees', trees.length) !== trees.length) {
    throw invalidFile('num_trees is not the number of its trees');
  }
  if (nOutputs > 1 && trees.length === 0) throw invalidFile('it has classes but no trees');
  return trees;
}

/** The trees' places such that tree t belongs to output t modulo nOutputs; within an output the order stays. */
function byOutput(outputs: Numbers, nTrees: number, nOutputs: number): number[] {
  const problem = invalidFile(`tree_info must give each of ${nOutputs} outputs equally many trees`);
  if (outputs.length !== nTrees || nTrees % nOutputs !== 0) throw problem;
  const order = new Array<number>(nTrees).fill(-1);
  const next = new Map<number, number>();
  for (const [tree, output] of outputs.entries()) {
    const place = next.get(output) ?? output;
    if (!(Number.isInteger(output) && output >= 0 && output < nOutputs && place < nTrees)) throw problem;
    order[place] = tree;
    next.set(output, place + nOutputs);
  }
  return order;
}

function featureNames(learner: DocumentObject, nFeatures: number): readonly string[] {
  if (nFeatures > maxFeatures) throw invalidFile(`it has more than ${maxFeatures} features`);
  const names = textsAt(learner, 'feature_names');
  if (names.length === nFeatures) return names;
  if (names.length > 0) throw invalidFile(`feature_names must be ${nFeatures} names`);
  return Array.from({ length: nFeatures }, (_, feature) => `f${feature}`);
}

/** For each feature one above the largest code in any split. */
function topCodes(trees: readonly DocumentObject[], nFeatures: number): Int32Array {
  const tops = new Int32Array(nFeatures);
  for (const [t, tree] of trees.entries()) {
    const sets = categoricalNodes(tree, `tree ${t}`);
    if (sets.size === 0) continue;
    const features = numbersAt(tree, 'split_indices');
    for (const [node, codes] of sets) {
      const feature = features[node];
      for (const code of codes) if (code >= tops[feature]) tops[feature] = code + 1;
    }
  }
  return tops;
}
