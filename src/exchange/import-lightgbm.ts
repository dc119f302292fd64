/**
 * Models of LightGBM's text format (`Booster.save_model`, `model_to_string`; versions v2 to v4).
 * Raw scores are those of LightGBM to the bit of float64; a file of a model stopped early holds the rounds that it kept.
 */
import { joinForests } from '../estimators/tree/forest.ts';
import type { Label } from '../estimators/tree/imported-columns.ts';
import type { ImportedForestState } from '../estimators/tree/imported-forest.ts';
import { ColumnList } from './column-list.ts';
import { isNumbers, type Value } from './document.ts';
import { type ImportedModel, importedModel } from './imported-model.ts';
import { readJson } from './json-document.ts';
import { countField, numbersField } from './lightgbm-fields.ts';
import { lightgbmOutcome } from './lightgbm-objective.ts';
import { type Fields, type LightgbmSections, lightgbmSections } from './lightgbm-sections.ts';
import { lightgbmTree } from './lightgbm-tree.ts';
import { checkFileSize, invalidFile, maxFeatures, SizeBudget, shown, unsupportedModel } from './model-file-error.ts';

const knownVersions = ['v2', 'v3', 'v4'];
const theHeader = 'the header';

/**
 * The model in a text.
 *
 * @throws MODEL_FILE_INVALID for texts that are no sound model, MODEL_FILE_UNSUPPORTED for linear trees and unknown objectives.
 */
export function importLightgbm(text: string): ImportedModel {
  checkFileSize(text.length);
  const sections = lightgbmSections(text);
  const { header, nTrees } = sections;
  const version = header.get('version') ?? '';
  if (!knownVersions.includes(version)) throw unsupportedModel(`version ${shown(version)} of LightGBM's text format`);
  const features = featureNames(header);
  const nOutputs = countField(header, 'num_tree_per_iteration', theHeader);
  if (nOutputs < 1 || nTrees % nOutputs !== 0) {
    throw invalidFile(`${nTrees} trees are no whole rounds of ${nOutputs}`);
  }
  if (header.has('tree_sizes')) numbersField(header, 'tree_sizes', nTrees, theHeader);
  const { objective, ...outcome } = lightgbmOutcome(header.get('objective'), nOutputs);
  if (nOutputs > 1 && nTrees === 0) throw invalidFile('it has classes but no trees');

  const columns = new ColumnList();
  const gains = new Float64Array(features.length);
  const budget = new SizeBudget();
  const context = { columns, gains, budget };
  const forests = Array.from({ length: nTrees }, (_, t) => lightgbmTree(sections.treeFields(t), context, `tree ${t}`));
  const averaged = header.has('average_output') && nTrees > 0;
  const state: ImportedForestState = {
    features,
    labels: labelsOf(sections, features.length, budget),
    task: outcome.task,
    columns: columns.columns(),
    baseline: new Float64Array(nOutputs),
    forest: joinForests(forests, 1),
    single: false,
    divisor: Float64Array.of(averaged ? nTrees / nOutputs : 1),
    link: outcome.link,
    scale: Float64Array.of(outcome.scale),
    gains,
  };
  return importedModel('lightgbm', objective, state);
}

function featureNames(header: Fields): string[] {
  const nFeatures = countField(header, 'max_feature_idx', theHeader) + 1;
  const names = (header.get('feature_names') ?? '').split(' ', maxFeatures + 1);
  if (nFeatures <= maxFeatures && names.length === nFeatures) return names;
  throw invalidFile(`feature_names must be ${nFeatures} names, at most ${maxFeatures}`);
}

/** The labels that pandas' categories had, for the features that have some. */
function labelsOf(sections: LightgbmSections, nFeatures: number, budget: SizeBudget): ImportedForestState['labels'] {
  const labels = new Array<readonly Label[] | null>(nFeatures).fill(null);
  const lists = sections.pandasCategorical === null ? null : readJson(Buffer.from(sections.pandasCategorical));
  if (lists === null || (isNumbers(lists) && lists.length === 0)) return labels;
  if (!Array.isArray(lists)) throw invalidFile('pandas_categorical must hold lists of labels');
  for (const [i, feature] of categoricalFeatures(sections, nFeatures, lists.length).entries()) {
    labels[feature] = labelList(lists[i], budget);
  }
  return labels;
}

/**
 * The features to which the lists belong, in order: those of the parameter `categorical_feature`, else those whose range is
 * a list of codes (`0:2:1`) and no interval (`[0:1]`).
 */
function categoricalFeatures(sections: LightgbmSections, nFeatures: number, nLists: number): number[] {
  const named = (sections.categoricalFeature ?? '')
    .split(',', maxFeatures)
    .filter((text) => text !== '')
    .map(Number);
  if (named.length === nLists && named.every((feature) => feature < nFeatures)) return named;
  const infos = (sections.header.get('feature_infos') ?? '').split(' ', maxFeatures + 1);
  const found = [...infos.keys()].filter((feature) => /^-?\d/.test(infos[feature]));
  if (infos.length === nFeatures && found.length === nLists) return found;
  throw unsupportedModel('pandas_categorical with other columns than the categorical features');
}

function labelList(list: Value, budget: SizeBudget): readonly Label[] {
  if (isNumbers(list) || Array.isArray(list)) budget.takeLabels(list.length);
  if (isNumbers(list)) return Array.from(list);
  if (Array.isArray(list) && list.every(isLabel)) return list;
  throw invalidFile('pandas_categorical must hold lists of labels');
}

function isLabel(value: Value): value is Label {
  return ['string', 'number', 'boolean'].includes(typeof value);
}
