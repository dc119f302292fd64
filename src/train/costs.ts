/** Costs of mistakes as people write them, and the matrix that they mean for the classes of a target. */
import { delimitedCells } from '../core/delimited-cells.ts';
import { ModelwrightError } from '../core/errors.ts';
import { checkCosts } from '../estimators/decision/cost-matrix.ts';
import { costMetric } from '../metrics/business/cost.ts';
import type { Metric } from '../metrics/metric.ts';
import type { Target } from '../table/task.ts';

/** Plain JSON: it is recorded in the run's request. What is not named costs nothing. */
export type CostSettings =
  | { readonly outcomes: Readonly<Partial<Record<Outcome, number>>> }
  | { readonly pairs: readonly { readonly actual: string; readonly predicted: string; readonly cost: number }[] };

const outcomes = ['false_negative', 'false_positive', 'true_positive', 'true_negative'] as const;
type Outcome = (typeof outcomes)[number];

/** Pairs of as many classes as a matrix may have. */
const mostClasses = 200;

/**
 * Reads costs: `false_negative=10,false_positive=1` for two classes; JSON `{"actual": {"predicted": 10}}`; or delimited text, a matrix
 * with the predicted classes as heads and the actual class first in each line, or lines of actual, predicted and cost.
 *
 * @throws COSTS_INVALID
 */
export function parseCosts(text: string): CostSettings {
  const trimmed = text.trim();
  if (trimmed === '') throw invalid('they are empty');
  if (trimmed.startsWith('{')) return fromJson(trimmed);
  return trimmed.includes('\n') ? fromLines(delimitedCells(trimmed)) : fromOutcomes(trimmed);
}

/**
 * The matrix `costs[actual][predicted]` in the order of the target's classes.
 *
 * @throws COSTS_INVALID for a class that the target does not have, a task without classes and costs that make no sense.
 */
export function costMatrix(settings: CostSettings, { task, classes }: Pick<Target, 'task' | 'classes'>): number[][] {
  if (task === 'regression') throw invalid('a regression has no classes to mistake for each other');
  if (classes.length > mostClasses)
    throw invalid(`at most ${mostClasses} classes can have costs, got ${classes.length}`);
  const costs = classes.map(() => classes.map(() => 0));
  if ('outcomes' in settings) {
    if (classes.length !== 2) {
      throw invalid(`false_negative and the like need two classes, the target has ${classes.length}; give a matrix`);
    }
    const { true_negative, false_positive, false_negative, true_positive } = settings.outcomes;
    costs[0] = [true_negative ?? 0, false_positive ?? 0];
    costs[1] = [false_negative ?? 0, true_positive ?? 0];
  } else {
    const codeOf = new Map(classes.map((name, code) => [name, code]));
    const code = (name: string) => {
      const found = codeOf.get(name);
      if (found !== undefined) return found;
      throw invalid(`the target has no class "${name}"; it has ${classes.map((one) => `"${one}"`).join(', ')}`);
    };
    for (const { actual, predicted, cost } of settings.pairs) costs[code(actual)][code(predicted)] = cost;
  }
  checkCosts(costs, classes);
  return costs;
}

/** The metric of mean cost per row for a target; undefined where nobody said what mistakes cost. @throws COSTS_INVALID */
export function costMetricOf(
  settings: CostSettings | undefined,
  target: Pick<Target, 'task' | 'classes'>,
): Metric | undefined {
  return settings && costMetric(costMatrix(settings, target));
}

function fromOutcomes(text: string): CostSettings {
  const found: Partial<Record<Outcome, number>> = {};
  for (const part of text.split(',')) {
    const [name, value, ...more] = part.split('=').map((word) => word.trim());
    const outcome = outcomes.find((one) => one === name);
    if (!outcome || value === undefined || more.length > 0) {
      throw invalid(`expected parts such as false_negative=10 of ${outcomes.join(', ')}, or a .json or .csv file`);
    }
    if (found[outcome] !== undefined) throw invalid(`${outcome} is given twice`);
    found[outcome] = amount(value, outcome);
  }
  return { outcomes: found };
}

function fromJson(text: string): CostSettings {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw invalid('they begin like JSON and are none');
  }
  const pairs = fieldsOf(parsed).flatMap(([actual, row]) =>
    fieldsOf(row).map(([predicted, cost]) => {
      if (typeof cost !== 'number') throw invalid(`the cost of "${actual}" taken for "${predicted}" is no number`);
      return { actual, predicted, cost };
    }),
  );
  return ofPairs(pairs);
}

function fieldsOf(value: unknown): [string, unknown][] {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return Object.entries(value);
  throw invalid('JSON must be an object of actual classes, each an object of predicted classes with their costs');
}

function fromLines([head, ...lines]: string[][]): CostSettings {
  const isList = head.map((name) => name.toLowerCase()).join() === 'actual,predicted,cost';
  const pairs = lines.flatMap((cells, i) => {
    if (cells.length !== head.length) {
      throw invalid(`line ${i + 2} has ${cells.length} cells, the first has ${head.length}`);
    }
    const [actual, ...rest] = cells;
    if (isList) return [{ actual, predicted: rest[0], cost: amount(rest[1], `line ${i + 2}`) }];
    return rest.map((cost, j) => ({ actual, predicted: head[j + 1], cost: amount(cost, `line ${i + 2}`) }));
  });
  return ofPairs(pairs);
}

function ofPairs(pairs: Extract<CostSettings, { pairs: unknown }>['pairs']): CostSettings {
  const most = mostClasses * mostClasses;
  if (pairs.length === 0 || pairs.length > most)
    throw invalid(`expected 1 to ${most} pairs of classes, got ${pairs.length}`);
  const seen = new Set(pairs.map(({ actual, predicted }) => JSON.stringify([actual, predicted])));
  if (seen.size < pairs.length) throw invalid('a pair of classes is given twice');
  return { pairs };
}

function amount(text: string, where: string): number {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (Number.isFinite(value)) return value;
  throw invalid(`${where}: expected a number`);
}

function invalid(problem: string): ModelwrightError {
  return new ModelwrightError('COSTS_INVALID', { problem });
}
