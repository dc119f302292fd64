/** Models over tables of every kind of column, for the tests of exports. */
import type { EstimatorSpec, FittedEstimator } from '../../src/estimators/estimator.ts';
import { fitEstimator } from '../../src/estimators/fit.ts';
import { linearRecipe, treeRecipe } from '../../src/estimators/index.ts';
import type { FeatureRole } from '../../src/estimators/preprocess/cast-column.ts';
import { createRng } from '../../src/math/philox.ts';
import { compileRowReader } from '../../src/serve/row-reader.ts';
import type { InputColumn, Signature, Task } from '../../src/table/task.ts';

type Cell = number | string | boolean | null;
export type ExportRow = Readonly<Record<string, Cell>>;

export interface ExportCase {
  readonly name: string;
  readonly signature: Signature;
  readonly fitted: FittedEstimator;
  /** Rows that training did not see, with missing values and unknown categories. */
  readonly rows: readonly ExportRow[];
}

/** One column of every type; `zip` is numbers that are names, `flag` a truth value that is one. */
const inputs: readonly InputColumn[] = [
  { name: 'amount', type: 'number' },
  { name: 'count', type: 'integer' },
  { name: 'city', type: 'string' },
  { name: 'zip', type: 'integer' },
  { name: 'flag', type: 'boolean' },
  { name: 'member', type: 'boolean' },
  { name: 'at', type: 'datetime' },
  { name: 'spelled', type: 'string' },
];

const roles = [
  { name: 'amount', role: 'numeric' },
  { name: 'count', role: 'numeric' },
  { name: 'city', role: 'categorical' },
  { name: 'zip', role: 'categorical' },
  { name: 'flag', role: 'categorical' },
  { name: 'member', role: 'boolean' },
  { name: 'at', role: 'datetime' },
] as const;

const cities = ['Bern', 'Graz', '', 'a "quoted" <b> \u2028', 'München', '__proto__', 'Lund', 'Oslo', 'Bari'];

const spellings = ['1', ' 0', '-2.5e1', 'TRUE', 'false', '2024-02-29', '2024-03-01T12:30:15.5+01:00', '1e999', '', 'x'];

/** `nRows` rows from a seed; a tenth of the cells is missing, and `strange` rows have sizes and categories that others lack. */
export function exportRows(nRows: number, seed: number, strange = false): ExportRow[] {
  const rng = createRng(seed);
  const maybe = (value: Cell): Cell => (rng.uniform() < 0.1 ? null : value);
  return Array.from({ length: nRows }, () => ({
    amount: maybe(strange && rng.uniform() < 0.02 ? 1e300 * rng.normal() : (rng.uniform() - 0.3) * 1000),
    count: maybe(rng.integer(20)),
    city: maybe(
      strange && rng.uniform() < 0.1 ? 'Ulm' : cities[Math.floor(rng.uniform() * rng.uniform() * cities.length)],
    ),
    zip: maybe(strange && rng.uniform() < 0.1 ? -7 : 1000 + rng.integer(40) * 10),
    flag: maybe(rng.uniform() < 0.5),
    member: maybe(rng.uniform() < 0.4),
    at: maybe(new Date(1.6e12 + Math.floor(rng.uniform() * 3e11)).toISOString()),
    spelled: maybe(spellings[rng.integer(spellings.length)]),
  }));
}

/** What the rows have to do with a target: some of everything. */
function signalOf(row: ExportRow): number {
  const amount = Number(row.amount ?? 200) / 300;
  const city = cities.indexOf(String(row.city)) % 3;
  const month = row.at === null ? 0 : Number(String(row.at).slice(5, 7)) / 6;
  return amount + city + (row.flag === true ? 1 : 0) + (Number(row.zip) % 30 === 0 ? 2 : 0) - month;
}

const classesOf: Readonly<Record<Task, readonly string[]>> = {
  regression: [],
  binary: ['no', 'yes'],
  multiclass: ['<low>', '__proto__', 'toString', 'high'],
};

function targetOf(task: Task, signals: readonly number[]): Float64Array {
  if (task === 'regression') return Float64Array.from(signals, (signal) => Math.max(0, signal * 1000 + 5));
  if (task === 'binary') return Float64Array.from(signals, (signal) => Number(signal > 1.2));
  return Float64Array.from(signals, (signal) => (signal > 3 ? 3 : signal > 1.5 ? 2 : signal > 0.5 ? 1 : 0));
}

/** A pipeline fitted to 400 rows. */
function exportCase(task: Task, steps: readonly EstimatorSpec[]): ExportCase {
  const last = steps[steps.length - 1];
  return { ...fittedCase(task, { name: 'pipeline', params: { steps } }), name: `${last.name} for ${task}` };
}

/** An estimator fitted to 400 rows. */
function fittedCase(task: Task, spec: EstimatorSpec): ExportCase {
  const rows = exportRows(400, 11);
  const { table } = compileRowReader({ inputs })(rows);
  const rng = createRng(3);
  const y = targetOf(
    task,
    rows.map((row) => signalOf(row) + rng.uniform()),
  );
  const classes = classesOf[task];
  const fitted = fitEstimator(spec, { X: table, y, task, nClasses: classes.length }, { rng: createRng(7) });
  return {
    name: `${spec.name} for ${task}`,
    signature: { inputs, target: { name: 'y', task, classes } },
    fitted,
    rows: exportRows(300, 12, true),
  };
}

const trees = (task: Task, more: Readonly<Record<string, unknown>> = {}) =>
  exportCase(task, [
    ...treeRecipe(roles),
    { name: 'gbdt', params: { nEstimators: 12, numLeaves: 8, minChildSamples: 5, catSmooth: 1, ...more } },
  ]);
/** Its predictions are e to the power of its scores. */
const logLinked = () => ({ ...trees('regression', { objective: 'poisson' }), name: 'gbdt with a log link' });
const linear = (task: Task, spec: EstimatorSpec) => exportCase(task, [...linearRecipe(roles), spec]);

const forest = (task: Task, name: string, params: Readonly<Record<string, unknown>>) =>
  exportCase(task, [...treeRecipe(roles), { name, params }]);

/** Members of every kind, each its own pipeline; the linear one's recipe is that of no other. */
function membersFor(task: Task): readonly EstimatorSpec[] {
  const pipeline = (recipe: EstimatorSpec[], name: string, params: Readonly<Record<string, unknown>>) => ({
    name: 'pipeline',
    params: { steps: [...recipe, { name, params }] },
  });
  const trees = treeRecipe(roles);
  return [
    pipeline(trees, 'gbdt', { nEstimators: 8, numLeaves: 6, minChildSamples: 5, catSmooth: 1 }),
    pipeline(trees, 'random_forest', { nEstimators: 6, maxDepth: 5 }),
    pipeline(trees, 'extra_trees', { nEstimators: 5, maxDepth: 5 }),
    pipeline(linearRecipe(roles), task === 'regression' ? 'ridge' : 'logistic', {}),
  ];
}

/** Every member fitted once per fold, with weights whose sum is no power of two. */
const votes = (task: Task, folds: number) => {
  const members = membersFor(task).map((estimator, m) => ({ estimator, weight: 0.3 + m }));
  return { ...exportCase(task, [{ name: 'voting', params: { members, folds } }]), name: `voting for ${task}` };
};

const network: EstimatorSpec = { name: 'mlp', params: { nEpochs: 3, hiddenUnits: 8 } };

/** A final estimator over members of every kind. */
const stack = (task: Task) => {
  const final = { name: task === 'regression' ? 'ridge' : 'logistic', params: {} };
  const params = { members: membersFor(task), final, folds: 2 };
  return { ...exportCase(task, [{ name: 'stacking', params }]), name: `stacking for ${task}` };
};

const classifier: EstimatorSpec = {
  name: 'pipeline',
  params: { steps: [...linearRecipe(roles), { name: 'logistic', params: {} }] },
};

const corrected = (task: Task, method: string) => ({
  ...fittedCase(task, { name: 'calibrated', params: { estimator: classifier, method, folds: 2 } }),
  name: `${method} calibration for ${task}`,
});

const ruled = (task: Task, rule: { readonly by: string; readonly [name: string]: unknown }) => {
  const estimator = { name: 'calibrated', params: { estimator: classifier, method: 'temperature', folds: 2 } };
  return {
    ...fittedCase(task, { name: 'thresholded', params: { estimator, rule } }),
    name: `${rule.by} for ${task}`,
  };
};

/** A threshold per group of a text, a number and a truth value: hardly anyone of one group, nearly everyone of another. */
const groupRuled = (columns: readonly string[], groups: readonly (readonly string[])[]) => {
  const ofGroup = groups.map((values, i) => ({ values, threshold: [0.85, -1, 0.15, 1, 0.6][i % 5] }));
  const rule = { columns, groups: ofGroup, otherwise: 0.4 };
  return {
    ...fittedCase('binary', { name: 'group_thresholded', params: { estimator: classifier, rule } }),
    name: `thresholds by ${columns.join(' and ')}`,
  };
};

/** Classes in another place than the most probable, and probabilities that were corrected. */
export function answerCases(): ExportCase[] {
  return [
    corrected('binary', 'platt'),
    corrected('multiclass', 'platt'),
    corrected('binary', 'temperature'),
    ruled('binary', { by: 'threshold', threshold: 0.2 }),
    ruled('multiclass', { by: 'weights', weights: [1, 4, 0.5, 3] }),
    groupRuled(['city'], [['Bern'], ['Graz'], ['Ulm'], [''], ['__proto__'], ['no such place'], ['Bern']]),
    groupRuled(['zip'], [['1000'], ['1010'], ['1020.0'], ['-7'], ['1030']]),
    groupRuled(['member'], []),
    groupRuled(
      ['flag', 'city', 'count'],
      ['true', 'false', 'maybe'].flatMap((flag) =>
        cities.flatMap((city) => Array.from({ length: 19 }, (_, count) => [flag, city, String(count)])),
      ),
    ),
    ruled('multiclass', {
      by: 'costs',
      costs: [
        [0, 1, 5, 2],
        [1, 0, 1, 8],
        [9, 1, 0, 1],
        [3, 1, 1, 0],
      ],
    }),
  ];
}

/** Curves with corners, which ONNX is not told. */
export function cornerCases(): ExportCase[] {
  return [corrected('binary', 'isotonic'), corrected('multiclass', 'isotonic')];
}

/** Texts as what the target is like among them, beside their one-hot columns; numbers by their ranks; the best of all these. */
const encoded = (task: Task) => {
  const [selected, ...others] = linearRecipe(roles);
  const steps = [
    selected,
    { name: 'target_encoder', params: { minCategories: 4, keep: true } },
    ...others,
    { name: 'select_features', params: { probes: 5, maxFeatures: 30 } },
    { name: task === 'regression' ? 'ridge' : 'logistic', params: {} },
  ];
  const scored = [...steps.slice(0, 3), { name: 'normal_scores', params: { maxKnots: 50 } }, ...steps.slice(3)];
  return { ...exportCase(task, scored), name: `target encoding and normal scores for ${task}` };
};

/** Numbers in pieces. */
const bent = (task: Task, name: string) => {
  const steps = [...linearRecipe(roles, { pieces: 4 }), { name, params: {} }];
  return { ...exportCase(task, steps), name: `${name} on pieces for ${task}` };
};

/** Columns made of pairs, before gaps are filled: of numbers in every form, of numbers and categories, and of categories. */
const paired = (task: Task) => {
  const [selected, dates, ...others] = linearRecipe(roles);
  const added = { name: 'interactions', params: { alpha: 1e6, maxPairs: 40 } };
  const last = { name: task === 'regression' ? 'ridge' : 'logistic', params: {} };
  return { ...exportCase(task, [selected, dates, added, ...others, last]), name: `interactions for ${task}` };
};

/** Neighbours, which ONNX does not know. */
export function neighbourCases(): ExportCase[] {
  return [
    linear('regression', { name: 'knn', params: { k: 7 } }),
    linear('binary', { name: 'knn', params: { k: 7, weights: 'distance', standardise: false } }),
    linear('multiclass', { name: 'knn', params: { k: 7, weights: 'distance' } }),
  ];
}

/** Every model that can be exported, for every task it does. */
export function exportCases(): ExportCase[] {
  return [
    trees('regression'),
    trees('binary'),
    trees('multiclass'),
    logLinked(),
    linear('regression', { name: 'ridge', params: {} }),
    linear('regression', { name: 'elastic_net', params: { alpha: 0.1 } }),
    linear('binary', { name: 'logistic', params: {} }),
    linear('multiclass', { name: 'logistic', params: {} }),
    exportCase('regression', [{ name: 'mean', params: {} }]),
    exportCase('binary', [{ name: 'majority', params: {} }]),
    exportCase('multiclass', [...linearRecipe(roles), { name: 'majority', params: {} }]),
    forest('regression', 'random_forest', { nEstimators: 10 }),
    forest('binary', 'random_forest', { nEstimators: 10 }),
    forest('multiclass', 'extra_trees', { nEstimators: 10 }),
    forest('multiclass', 'decision_tree', { maxDepth: 4 }),
    votes('regression', 0),
    votes('binary', 2),
    votes('multiclass', 2),
    encoded('regression'),
    encoded('binary'),
    encoded('multiclass'),
    bent('regression', 'ridge'),
    bent('multiclass', 'logistic'),
    paired('regression'),
    paired('multiclass'),
    linear('regression', network),
    linear('binary', network),
    linear('multiclass', network),
    forest('binary', 'naive_bayes', {}),
    forest('multiclass', 'naive_bayes', {}),
    stack('regression'),
    stack('binary'),
    stack('multiclass'),
  ];
}

/** A model that looks at one column in one role; the columns that this leaves over are for the model to ignore. */
export function readingCase(name: string, role: FeatureRole): ExportCase {
  const imputed = [
    { name: 'select_columns', params: { columns: [{ name, role }] } },
    { name: 'date_parts', params: { cyclicAs: 'category' } },
    { name: 'numeric_imputer', params: {} },
    { name: 'one_hot', params: { maxCategories: 12 } },
    { name: 'ridge', params: {} },
  ];
  const one = exportCase('regression', imputed);
  return { ...one, name: `${name} as ${role}` };
}
