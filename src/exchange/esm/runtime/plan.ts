/** What an exported module holds as data. */
import type { Signature } from '../../../table/task.ts';
import type { ExportPlan, PlanModel, PlanPredictor } from '../../export-plan.ts';
import type { RowSlots } from './read-row.ts';

/** A forest as texts: see `encodeForest`. */
export interface PackedForest {
  /** First node of each tree. */
  readonly roots: string;
  /** Per node: 0 for a leaf, else 1 + (kind - 1) + 4 * feature. */
  readonly codes: string;
  /** Per split: how many nodes after it its left child comes, less 1. */
  readonly lefts: string;
  /** Per split: place among its feature's thresholds, or where its set begins in `categories`. */
  readonly places: string;
  /** Per feature: how many thresholds it has. */
  readonly counts: string;
  /** Distinct thresholds, feature by feature. */
  readonly thresholds: string;
  /** Per leaf: its value. */
  readonly leaves: string;
  /** Distinct sets, as in a forest. */
  readonly categories: string;
}

/** Short arrays are lists of numbers, long ones texts. */
type PackedPredictor = PlanPredictor extends infer Kind
  ? {
      readonly [Field in keyof Kind]: Field extends 'forest'
        ? PackedForest
        : Kind[Field] extends Float64Array
          ? Field extends LongField
            ? string
            : readonly number[]
          : Kind[Field];
    }
  : never;

type LongField = 'shares';

/** A model as literals of the language. */
export type ModuleModel =
  | PackedPredictor
  | { readonly kind: 'mix'; readonly parts: readonly { readonly weight: number; readonly model: ModuleModel }[] };

/** The models of one kind. */
export type ModelOf<Kind extends PlanModel['kind']> = Extract<ModuleModel, { readonly kind: Kind }>;

/** One number (regression), or one probability per class, for the slots of a row. */
export type Outputs = (slots: RowSlots, row: number) => Float64Array;

/** A plan as literals of the language. */
export type ModulePlan = Omit<ExportPlan, 'signature' | 'model'> & { readonly model: ModuleModel };

/** What a module says about its model. */
export interface Metadata {
  readonly name: string;
  readonly version: number;
  readonly artifactHash: string;
  readonly inputs: Signature['inputs'];
  readonly target: Signature['target'];
}
