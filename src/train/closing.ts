/** What comes after a search takes time as well: how much of the budget is kept for it, and what its optional parts may take. */

import type { Prepared } from './prepare.ts';

/** What is known of the work before a search begins. */
export interface Closing {
  /** Rows that the model learns from, with those of them that candidates are compared on. */
  readonly trainRows: number;
  readonly searchRows: number;
  /** Columns of the table. */
  readonly columns: number;
  /** 0 for a regression. */
  readonly classes: number;
  /** What the baseline's figures took, which are those of the model; absent where outer folds have yet to judge. */
  readonly figuresMs?: number;
}

/** Of a run whose rows are parted. */
export function closingOf(
  { table, target }: Pick<Prepared, 'table' | 'target'>,
  train: Int32Array,
  searched: Int32Array,
  figuresMs: number | undefined,
): Closing {
  const [columns, classes] = [table.columns.length, target.classes.length];
  return { trainRows: train.length, searchRows: searched.length, columns, classes, figuresMs };
}

/** Time per unit of the work whose size alone is known, in milliseconds, measured on a core of 2020 and rounded up. */
const cost = {
  /** To register a version and to draw the report and the card. */
  pages: 1000,
  /** To profile, sample and keep a cell of the training rows. */
  cell: 0.0008,
  /** To calibrate one class of a held-out row, and to keep how far a row's prediction is off. */
  classOfRow: 0.008,
  heldOutRow: 0.002,
  /** To give a row that outer folds judged its part in all figures of model and baseline, each with its interval. */
  judgedRow: 1,
};
/** Columns that pages show, and classes that are calibrated one by one. */
const most = { columns: 200, classes: 10 };
/** Figures of a model take longer than those of a baseline, whose predictions are tied; then it is compared with it. */
const figuresOfModel = 2;

/** Shares of the budget that optional work may take, and of the time that is left when it begins. */
const shares = {
  importance: { ofBudget: 0.06, ofLeft: 0.4 },
  reliance: { ofBudget: 0.03, ofLeft: 0.25 },
  slices: { ofBudget: 0.06, ofLeft: 0.25 },
};
/** Share of the budget that is kept for them; models that are quick to ask need less than they may have. */
export const optionalShare = 0.06;
/** However late it is, optional work may take so many milliseconds: next to nothing, and enough for a first answer. */
const leastMs = 100;

/** Share of the time that is left when a search begins which it has in any case: without a candidate there is no model. */
const leastSearch = 0.4;

/** Time after the model is judged until its pages are drawn, in milliseconds. */
export function pagesMs({ trainRows, columns }: Closing): number {
  return cost.pages + cost.cell * trainRows * Math.min(most.columns, columns);
}

/** Time that must be kept for what comes after the fits, in milliseconds: all that is not optional. */
export function closingMs(closing: Closing): number {
  const { trainRows, searchRows, classes, figuresMs } = closing;
  const settleMs = searchRows * (cost.heldOutRow + cost.classOfRow * Math.min(most.classes, classes));
  const assessMs = figuresMs === undefined ? cost.judgedRow * trainRows : figuresOfModel * figuresMs;
  return settleMs + assessMs + pagesMs(closing);
}

/**
 * Reading of the clock by which something before the closing should end.
 *
 * @param of.nowMs Reading when a search begins.
 * @param of.endMs Reading at which the budget ends.
 * @param of.usualEndMs Reading by which it ends where there is time for everything.
 * @param of.closingMs What must be kept, in milliseconds.
 */
export function endBeforeClosing(of: {
  readonly nowMs: number;
  readonly endMs: number;
  readonly usualEndMs: number;
  readonly closingMs: number;
}): number {
  const leftMs = Math.max(0, of.endMs - of.nowMs);
  return Math.min(of.usualEndMs, Math.max(of.endMs - of.closingMs, of.nowMs + leastSearch * leftMs));
}

/** Milliseconds that each optional part of an assessment may take; infinite where the clock has no say. */
export type Optional = Readonly<Record<keyof typeof shares, number>>;

/**
 * What optional work may take.
 *
 * @param leftMs Until the end of the budget, without what must still be done; may be negative.
 */
export function optionalWork(budgetMs: number, leftMs: number): Optional {
  const within = (part: keyof typeof shares) =>
    Math.max(leastMs, Math.min(shares[part].ofBudget * budgetMs, shares[part].ofLeft * leftMs));
  return { importance: within('importance'), reliance: within('reliance'), slices: within('slices') };
}
