/** Ensembles of the kind that `train` makes, of fixed members: a change of the search does not change what is measured. */
import { fitEstimator } from '../dist/estimators/fit.js';
import '../dist/estimators/index.js';
import { linearRecipe, treeRecipe } from '../dist/estimators/preprocess/recipes.js';
import { createRng } from '../dist/math/philox.js';
import { numberColumn } from '../dist/table/build.js';
import { tableOf } from '../dist/table/table.js';
import { readSet } from './data/folder-sets.mjs';

const network = (recipe, params) => ({ recipe: (roles) => linearRecipe(roles, recipe), name: 'mlp', params });
const boosted = (nEstimators) => ({ recipe: treeRecipe, name: 'gbdt', params: { nEstimators, extraTrees: true } });
const linear = (recipe, name) => ({ recipe: (roles) => linearRecipe(roles, recipe), name, params: {} });

/** Members are like those of the ensembles that won on these sets in `bench/automl`; networks of few epochs answer as slowly. */
export const ensembles = [
  {
    file: 'digits_8x8.csv.gz',
    set: { target: 'digit', task: 'multiclass' },
    members: [
      boosted(160),
      network({}, { hiddenUnits: 192, nEpochs: 3 }),
      network({ pieces: 8 }, { hiddenUnits: 192, nEpochs: 3 }),
    ],
  },
  {
    file: 'abalone.csv.gz',
    set: { target: 'rings', task: 'regression' },
    members: [
      linear({ pieces: 8 }, 'ridge'),
      network({}, { hiddenUnits: 192, nEpochs: 2 }),
      network({ pieces: 8 }, { hiddenUnits: 192, nEpochs: 2 }),
      network({ normalScores: true }, { hiddenUnits: 89, hiddenLayers: 3, nEpochs: 2 }),
      network({ normalScores: true }, { hiddenUnits: 198, hiddenLayers: 2, nEpochs: 2 }),
    ],
  },
  {
    file: 'titanic.csv.gz',
    set: { target: 'survived', task: 'binary' },
    members: [
      boosted(120),
      linear({ pieces: 8, interactions: true }, 'logistic'),
      network({ pieces: 8 }, { hiddenUnits: 64, nEpochs: 3 }),
      { recipe: treeRecipe, name: 'extra_trees', params: { nEstimators: 80, minSamplesLeaf: 2 } },
    ],
  },
];

/** Each member is fitted on five folds, as by `train`. Answers with the fitted ensemble, its rows and what it predicts. */
export async function fitEnsemble(source, { set, members }) {
  const { columns, y, nClasses } = await readSet(source, set);
  const X = tableOf(columns.map(({ name, values }) => numberColumn(name, values)));
  const roles = columns.map(({ name, categories }) => ({ name, role: categories ? 'categorical' : 'numeric' }));
  const estimators = members.map(({ recipe, name, params }) => ({
    estimator: { name: 'pipeline', params: { steps: [...recipe(roles), { name, params }] } },
  }));
  const spec = { name: 'voting', params: { members: estimators, folds: 5 } };
  const input = { X, y: Float64Array.from(y), task: set.task, nClasses };
  const fitted = fitEstimator(spec, input, { rng: createRng(1) });
  const classes = Array.from({ length: nClasses }, (_, code) => `class ${code}`);
  return { fitted, X, target: { name: set.target, task: set.task, classes } };
}
