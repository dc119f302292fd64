/** What an exported module holds as data. */
import type { CalibratorParam } from '../../../estimators/calibration/calibrator-param.ts';
import type { Signature } from '../../../table/task.ts';
import type { ExportPlan, PlanModel, PlanPredictor, PlanRule, PlanStack } from '../../export-plan.ts';
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

/** A network layer with its numbers as texts of float32 values. */
export interface PackedLayer {
  readonly inputs: number;
  readonly outputs: number;
  readonly weights: string;
  readonly biases: string;
}

/** A k-d tree with its arrays as texts. */
export interface PackedTree {
  readonly nFeatures: number;
  readonly points: string;
  readonly rows: string;
  readonly splitColumns: string;
  readonly splitValues: string;
}

/** Arrays as they are written where nothing else is said: lists of numbers. */
type Listed<Value> = Value extends Float64Array
  ? readonly number[]
  : Value extends readonly (infer Item)[]
    ? readonly Listed<Item>[]
    : Value extends object
      ? { readonly [Field in keyof Value]: Listed<Value[Field]> }
      : Value;

/** Fields of long arrays and structures, which are texts. */
interface Packed {
  readonly forest: PackedForest;
  readonly layers: readonly PackedLayer[];
  readonly tree: PackedTree;
  readonly shares: string;
  readonly targets: string;
  readonly sampleWeight?: string;
}

type PackedPredictor = PlanPredictor extends infer Kind
  ? { readonly [Field in keyof Kind]: Field extends keyof Packed ? Packed[Field] : Listed<Kind[Field]> }
  : never;

/** A model as literals of the language. */
export type ModuleModel =
  | PackedPredictor
  | { readonly kind: 'mix'; readonly parts: readonly { readonly weight: number; readonly model: ModuleModel }[] }
  | { readonly kind: 'calibrated'; readonly calibrator: CalibratorParam; readonly model: ModuleModel }
  | (Omit<PlanStack, 'members' | 'final'> & { readonly members: readonly ModuleModel[]; readonly final: ModuleModel });

/** The models of one kind. */
export type ModelOf<Kind extends PlanModel['kind']> = Extract<ModuleModel, { readonly kind: Kind }>;

/** One number (regression), or one probability per class, for the slots of a row. */
export type Outputs = (slots: RowSlots, row: number) => Float64Array;

/** A plan as literals of the language. */
export type ModulePlan = Omit<ExportPlan, 'signature' | 'model' | 'rule'> & {
  readonly model: ModuleModel;
  readonly rule?: ModuleRule;
};

/** A decision rule as literals of the language. */
export type ModuleRule = Listed<PlanRule>;

/** What a module says about its model. */
export interface Metadata {
  readonly name: string;
  readonly version: number;
  readonly artifactHash: string;
  readonly inputs: Signature['inputs'];
  readonly target: Signature['target'];
}
