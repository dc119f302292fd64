/** What an exported module holds as data. */
import type { Signature } from '../../../table/task.ts';
import type { ExportPlan, PlanModel } from '../../export-plan.ts';

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

type Model = PlanModel extends infer Kind
  ? Kind extends { readonly forest: unknown }
    ? Omit<Kind, 'forest' | 'baseline'> & { readonly forest: PackedForest; readonly baseline: readonly number[] }
    : { readonly [Field in keyof Kind]: Kind[Field] extends Float64Array ? readonly number[] : Kind[Field] }
  : never;

/** A plan as literals of the language. */
export type ModulePlan = Omit<ExportPlan, 'signature' | 'model'> & { readonly model: Model };

/** What a module says about its model. */
export interface Metadata {
  readonly name: string;
  readonly version: number;
  readonly artifactHash: string;
  readonly inputs: Signature['inputs'];
  readonly target: Signature['target'];
}
