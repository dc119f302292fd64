/** Which outputs of a graph say what about a row: found from the graph's labels, what the importer knows, and what the probe answered. */
import { ModelwrightError } from '../../core/errors.ts';
import { type ElementArray, type NativeTensor, numbersOf } from '../native-tensor.ts';
import type { Planned } from './row-plan.ts';

/** What numbers per class mean: shares that add up to 1, or scores that softmax (sigmoid for one number) turns into them. */
export type ScoreKind = 'probabilities' | 'logits';

export interface AnswerPlan {
  /** Output with the number; regression only. */
  readonly value?: string;
  /** Output with the label of the class. */
  readonly label?: string;
  /** Output with a number per class, or one for the second of two. */
  readonly scores?: { readonly output: string; readonly kind: ScoreKind };
  /** The graph's own labels by class code. */
  readonly labels: readonly string[];
}

export interface AnswerFacts {
  readonly outputs: readonly NativeTensor[];
  readonly rows: number;
  /** The graph's own labels, where it tells them. */
  readonly labels: readonly string[] | undefined;
  /** Texts of the classes that the importer names; empty: none. */
  readonly classes: readonly string[];
}

const sumTolerance = 1e-3;

/** @throws PARAM_INVALID for classes that do not fit the outputs */
export function planAnswers({ outputs, rows, labels: told, classes }: AnswerFacts): Planned<AnswerPlan> {
  const perRow = outputs.filter(({ shape }) => shape[0] === rows && shape.length <= 2);
  const widthOf = ({ shape }: NativeTensor) => (shape.length === 1 ? 1 : shape[1]);
  const numbers = perRow.filter(({ type }) => type === 'float32' || type === 'float64');
  const named = perRow.find((one) => widthOf(one) === 1 && (one.type === 'string' || /^int(32|64)$/.test(one.type)));
  const known = told ?? (named?.type === 'string' ? undefined : classes);
  const scored = (nClasses: number) =>
    numbers.find((one) => widthOf(one) === nClasses) ??
    (nClasses === 2 ? numbers.find((one) => widthOf(one) === 1) : undefined);
  if (named && (told || classes.length > 0 || numbers.length > 0)) {
    const widest = Math.max(0, ...numbers.map(widthOf));
    const nClasses = told?.length ?? (classes.length || Math.max(2, widest));
    checkClasses(classes, nClasses);
    if (named.type === 'string' && !told && classes.length === 0) {
      const law = 'the classes in the order of their scores, because the graph does not tell them';
      throw new ModelwrightError('PARAM_INVALID', { name: 'classes', law, value: 'none' });
    }
    const codes = Array.from({ length: nClasses }, (_, code) => String(code));
    const labels = told ?? (named.type === 'string' ? classes : codes);
    const scores = scored(nClasses);
    const kind = scores && kindOf(scores, rows);
    return {
      plan: {
        label: named.name,
        labels,
        // Scores that are no shares beside a label have a scale that nothing here knows.
        ...(kind === 'probabilities' && { scores: { output: scores!.name, kind } }),
      },
    };
  }
  const labels = known ?? classes;
  if (labels.length > 0) {
    checkClasses(classes, labels.length);
    const scores = scored(labels.length);
    if (!scores) return { reason: `no output has a number for each of ${labels.length} classes` };
    return { plan: { labels, scores: { output: scores.name, kind: kindOf(scores, rows) } } };
  }
  const single = numbers.filter((one) => widthOf(one) === 1);
  if (single.length === 1) return { plan: { value: single[0].name, labels: [] } };
  const wide = numbers.find((one) => widthOf(one) > 1);
  if (wide)
    return { reason: `its output "${wide.name}" has ${widthOf(wide)} numbers; name its classes with --classes` };
  return { reason: 'no output has one number, or a class, for each row' };
}

function checkClasses(classes: readonly string[], nClasses: number): void {
  if (classes.length === 0 || (classes.length === nClasses && new Set(classes).size === nClasses)) return;
  throw new ModelwrightError('PARAM_INVALID', {
    name: 'classes',
    law: `${nClasses} different texts`,
    value: classes.length,
  });
}

function kindOf({ data, shape }: NativeTensor, rows: number): ScoreKind {
  const values = numbersOf(data as ElementArray);
  const width = shape.length === 1 ? 1 : shape[1];
  for (let row = 0; row < rows; row++) {
    let sum = 0;
    for (let k = 0; k < width; k++) {
      const value = values[row * width + k];
      if (!(value >= -sumTolerance && value <= 1 + sumTolerance)) return 'logits';
      sum += value;
    }
    if (width > 1 && Math.abs(sum - 1) > sumTolerance) return 'logits';
  }
  return 'probabilities';
}
