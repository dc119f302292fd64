/** What a model relies on, over the rows of a source: figures for programs and a page for people. */
import { resolve } from 'node:path';
import { writeFileAtomically } from '../core/atomic-file.ts';
import { ModelwrightError } from '../core/errors.ts';
import type { OnProgress } from '../core/progress.ts';
import { readTable } from '../data/read.ts';
import type { LoadedModel } from '../estimators/artifact.ts';
import { accumulatedEffects } from '../evaluate/explain/accumulated-effects.ts';
import { isOrdered } from '../evaluate/explain/cell-values.ts';
import { hStatistic } from '../evaluate/explain/h-statistic.ts';
import { partialDependence } from '../evaluate/explain/partial-dependence.ts';
import { relianceOf } from '../evaluate/explain/reliance.ts';
import { type SurrogateTree, surrogateTree } from '../evaluate/explain/surrogate-tree.ts';
import { withChances } from '../evaluate/explain/unlabelled-scores.ts';
import { renderExplanationPage } from '../evaluate/explanation-page.ts';
import type { ExplanationPage, PageCurve, PageInteraction, PageRow } from '../evaluate/explanation-page-data.ts';
import { type Importance, permutationImportance } from '../evaluate/importance.ts';
import { createRng } from '../math/philox.ts';
import { defaultMetric } from '../metrics/index.ts';
import { formatNumber } from '../report/number-format.ts';
import { explainRows } from '../serve/explain-rows.ts';
import type { Store } from '../store/open-store.ts';
import { cell } from '../table/column.ts';
import { columnOf, select, type Table, takeRows } from '../table/table.ts';
import { isUnlabelled, labelledSignature, type Signature, type Task } from '../table/task.ts';
import { sourceForModel } from './model-source.ts';
import { openModel } from './opened-model.ts';
import { truthOf } from './truth.ts';

export interface ExplainOnSource {
  readonly model: string;
  readonly source: string;
  /** Page to write; it appears whole or not at all. */
  readonly output: string;
  /** Most rows to explain. */
  readonly rows: number;
  /** Shuffles per column. */
  readonly repeats: number;
  readonly seed: number;
  readonly onProgress: OnProgress;
}

/** Columns that get curves; rows that are taken apart. */
const mostCurves = 6;
const fewestForSurrogate = 60;
const surrogateRows = 2000;

/** Explains a sample of the rows, measures importance where the source has the target, and writes the page. */
export async function explainOnSource(store: Store, request: ExplainOnSource) {
  const { source, seed, rows, onProgress } = request;
  onProgress({ stage: 'read' });
  const opened = await openModel(store, request.model);
  const { version } = opened;
  const model = withChances(opened.model);
  const { target } = model.signature;
  const learned = !isUnlabelled(target.task);
  const { plan, inputs, ...found } = await sourceForModel(opened, source, { target: learned });
  const hasTarget = learned && found.hasTarget;
  const columns = hasTarget ? [...new Set([...inputs, target.name])] : inputs;
  const all = await readTable(plan, { columns, onProgress });
  const X = select(all, inputs);
  if (X.nRows === 0) throw new ModelwrightError('ROWS_TOO_FEW', { what: `explaining "${source}"`, needed: 1, rows: 0 });
  onProgress({ stage: 'explain' });
  const reliance = relianceOf(model, X, seed, { rows, questions: 200_000 });
  if (!reliance) throw new ModelwrightError('ROWS_TOO_FEW', { what: 'an explanation (columns)', needed: 1, rows: 0 });
  const known = hasTarget ? labelledSignature(model.signature, 'have a metric').target : undefined;
  const permutation = known && importanceOf(model, known, all, X, request);
  const metric = permutation && known && defaultMetric(known.task).name;
  const used = reliance.importance.filter(({ value }) => value > 0).slice(0, mostCurves);
  const curves = used.map(({ column }) => curveOf(model, X, column, seed, reliance.of));
  const interactions = interactionsOf(
    model,
    X,
    used.map(({ column }) => column),
    seed,
    reliance.of,
  );
  const copied = X.nRows < fewestForSurrogate ? undefined : surrogateOf(model, X, seed);
  const { name, version: number } = version;
  const page: ExplanationPage = {
    model: { name, version: number },
    source,
    seed,
    reliance,
    ...(permutation && { metric, permutation }),
    curves: curves.filter((curve) => curve !== undefined),
    interactions,
    rows: await pageRows(model, X, seed),
    ...(copied && { surrogate: copied }),
  };
  await writeFileAtomically(resolve(request.output), await renderExplanationPage(page));
  const { swarms, dependence, ...figures } = reliance;
  return {
    model: page.model,
    rows: X.nRows,
    explained: figures,
    ...(permutation && metric && { permutation: { metric, columns: permutation } }),
    interactions,
    ...(copied && { surrogate: copied }),
    output: request.output,
  };
}

function importanceOf(
  model: LoadedModel,
  target: Signature<Task>['target'],
  all: Table,
  X: Table,
  request: ExplainOnSource,
): Importance[] | undefined {
  const { rows, yTrue } = truthOf(columnOf(all, target.name), target);
  if (rows.length < 2) return undefined;
  return permutationImportance({
    predict: (table) => model.predict(table),
    X: takeRows(X, rows),
    target: { ...target, values: yTrue },
    metric: defaultMetric(target.task),
    seed: request.seed,
    repeats: request.repeats,
  });
}

/** The curve of a column, for several classes that of `of`; undefined for a column without a value. */
function curveOf(model: LoadedModel, X: Table, name: string, seed: number, of?: string): PageCurve | undefined {
  const request = { predict: (table: Table) => model.predict(table), X, column: name, seed, maxRows: 300 };
  const column = columnOf(X, name);
  const { classes } = model.signature.target;
  const output = classes.length > 2 && of !== undefined ? classes.indexOf(of) : 0;
  try {
    const { at, mean } = partialDependence({ ...request, points: isOrdered(column) ? 20 : 8 });
    const points = at.map((value, i) => ({ value, y: mean[output][i] }));
    if (!isOrdered(column) || column.kind !== 'number' || at.length < 2) {
      return { column: name, kind: 'named', groups: points.map(({ value, y }) => ({ name: String(value), mean: y })) };
    }
    const { at: ends, effects } = accumulatedEffects(request);
    return {
      column: name,
      kind: 'number',
      mean: points.map(({ value, y }) => ({ x: Number(value), y })),
      accumulated: Array.from(ends, (x, i) => ({ x, y: effects[output][i] })),
    };
  } catch (error) {
    // A sample may hold no value, or one alone: then there is no curve.
    if (error instanceof ModelwrightError && (error.code === 'VALUE_MISSING' || error.code === 'VALUE_INVALID'))
      return undefined;
    throw error;
  }
}

/** Columns whose pairs are looked at, and rows that the model is asked for altogether. */
const mostInteracting = 5;
const interactionQuestions = 40_000;

/** Pairs of the columns that the model relies on most, the strongest first. */
function interactionsOf(
  model: LoadedModel,
  X: Table,
  columns: readonly string[],
  seed: number,
  of?: string,
): PageInteraction[] {
  const looked = columns.slice(0, mostInteracting);
  if (looked.length < 2 || X.nRows < 2) return [];
  const questions = (looked.length * (looked.length + 1)) / 2;
  const maxRows = Math.floor(Math.sqrt(interactionQuestions / questions));
  const { classes } = model.signature.target;
  const output = classes.length > 2 && of !== undefined ? classes.indexOf(of) : 0;
  const { pairs } = hStatistic({ predict: (table) => model.predict(table), X, columns: looked, maxRows, seed });
  return pairs
    .map(({ columns: names, h, strength }) => ({ columns: [...names], h: h[output], strength: strength[output] }))
    .sort((a, b) => b.strength - a.strength || b.h - a.h);
}

function surrogateOf(model: LoadedModel, X: Table, seed: number): NonNullable<ExplanationPage['surrogate']> {
  const rows = createRng(seed).split('rules').permutation(X.nRows).subarray(0, surrogateRows);
  const { classes } = model.signature.target;
  const isClasses = classes.length > 2;
  const found: SurrogateTree = surrogateTree({ predict: (table) => model.predict(table), X: takeRows(X, rows), seed });
  const valueText = (value: number) => (isClasses ? classes[value] : formatNumber(value));
  const rules = found.rules.map(({ value, ...rule }) => ({ ...rule, value: valueText(value) }));
  return { ...found.fidelity, isClasses, rules };
}

/** The rows of a sample with the lowest, the middle and the highest score. */
async function pageRows(model: LoadedModel, X: Table, seed: number): Promise<PageRow[]> {
  const sampled = createRng(seed).split('page-rows').permutation(X.nRows).subarray(0, 200);
  const said = model.predict(takeRows(X, sampled));
  const { classes } = model.signature.target;
  const score = (i: number) => (classes.length === 2 ? said.probabilities![1][i] : said.values[i]);
  const order = Array.from(sampled.keys()).sort((a, b) => score(a) - score(b) || a - b);
  const chosen = [...new Set([order[0], order[order.length >> 1], order[order.length - 1]])];
  const places = chosen.map((i) => sampled[i]);
  const part = takeRows(X, places);
  const { values } = model.predict(part);
  const explained = await explainRows(model, part, values);
  return explained.rows.map(({ base, of, contributions }, row) => ({
    row: places[row] + 1,
    prediction: classes.length > 0 ? classes[values[row]] : formatNumber(values[row]),
    ...(of !== undefined && { of }),
    base,
    parts: Object.entries(contributions)
      .map(([column, contribution]) => ({ column, contribution, value: cell(columnOf(part, column), row) }))
      .sort((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution) || 0),
  }));
}
