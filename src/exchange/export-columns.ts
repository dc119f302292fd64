/** The columns of a table without rows: names and kinds, and the slot in which a row's value of each lies. */
import { ModelwrightError } from '../core/errors.ts';
import type { ColumnKind } from '../table/column.ts';
import { listed } from '../table/table.ts';
import { literal } from './esm/literal.ts';
import type { PlanStep, Slot } from './export-plan.ts';

export interface PlanColumn {
  readonly name: string;
  readonly kind: ColumnKind;
  readonly slot: Slot;
}

/** What a step does, before its slots are known. */
type Action<Step = PlanStep> = Step extends PlanStep ? Omit<Step, 'from' | 'to'> : never;

/** Collects steps and hands out slots. */
export interface PlanBuilder {
  /**
   * Adds a step over the column's slot and gives the first of its `width` slots. A step that is there already, equal to the
   * bit, is not added again: members of an ensemble share it.
   */
  derive(column: PlanColumn, action: Action, width?: number): Slot;
  readonly steps: readonly PlanStep[];
  readonly nSlots: () => number;
}

/** Where a fitted estimator stands in a plan. */
export interface PlanContext {
  readonly columns: readonly PlanColumn[];
  readonly builder: PlanBuilder;
  /** The asked format, for messages. */
  readonly format: string;
  /** Which member of which ensemble it is, for messages; empty outside of ensembles. */
  readonly place: string;
}

/** A builder whose first slots belong to the inputs. */
export function planBuilder(nInputs: number): PlanBuilder {
  const steps: PlanStep[] = [];
  const known = new Map<string, Slot>();
  let nSlots = nInputs;
  return {
    steps,
    nSlots: () => nSlots,
    derive(column, action, width = 1) {
      const key = literal([column.slot, action]);
      const slot = known.get(key);
      if (slot !== undefined) return slot;
      const to = nSlots;
      nSlots += width;
      steps.push({ from: column.slot, to, ...action });
      known.set(key, to);
      return to;
    },
  };
}

/**
 * The columns of these names among those of one kind (any kind when absent).
 *
 * @throws COLUMN_NOT_FOUND when one is absent or of another kind: such a model refuses every row.
 */
export function namedColumns(
  columns: readonly PlanColumn[],
  names: readonly string[],
  estimator: string,
  kind?: ColumnKind,
): PlanColumn[] {
  const known = columns.filter((column) => kind === undefined || column.kind === kind);
  const byName = new Map(known.map((column) => [column.name, column]));
  return names.map((name) => {
    const column = byName.get(name);
    if (column) return column;
    const available = listed(known.map((one) => one.name));
    throw new ModelwrightError('COLUMN_NOT_FOUND', { column: name, source: `the input of ${estimator}`, available });
  });
}
