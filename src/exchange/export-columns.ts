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
  /** `width` slots, the first of which is given, and a builder of steps that come after something else wrote there. */
  inner(width: number): { readonly first: Slot; readonly builder: PlanBuilder };
}

/** Where a fitted estimator stands in a plan. */
export interface PlanContext {
  readonly columns: readonly PlanColumn[];
  readonly builder: PlanBuilder;
  /** The asked format, for messages. */
  readonly format: string;
  /** 0 for regression. */
  readonly nClasses: number;
  /** Which member of which ensemble it is, for messages; empty outside of ensembles. */
  readonly place: string;
}

/** A builder whose first slots belong to the inputs. */
export function planBuilder(nInputs: number): PlanBuilder {
  return builderAfter({ nSlots: nInputs });
}

function builderAfter(count: { nSlots: number }): PlanBuilder {
  const steps: PlanStep[] = [];
  const known = new Map<string, Slot>();
  const taken = (width: number): Slot => {
    count.nSlots += width;
    return count.nSlots - width;
  };
  return {
    steps,
    nSlots: () => count.nSlots,
    derive(column, action, width = 1) {
      const key = literal([column.slot, action]);
      const slot = known.get(key);
      if (slot !== undefined) return slot;
      const to = taken(width);
      steps.push({ from: column.slot, to, ...action });
      known.set(key, to);
      return to;
    },
    inner: (width) => ({ first: taken(width), builder: builderAfter(count) }),
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
