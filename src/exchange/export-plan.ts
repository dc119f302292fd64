/**
 * A fitted model as a flat list of steps over numbered slots: what every export format is made from.
 * Names, tables and estimators are resolved; what is left is arithmetic on one row.
 */
import type { Calibrator } from '../estimators/calibration/calibrator.ts';
import type { DecisionRule } from '../estimators/decision/decision-rule.ts';
import type { KDTree } from '../estimators/neighbours/k-d-tree.ts';
import type { Layer } from '../estimators/neural/network.ts';
import type { InputScales } from '../estimators/neural/scaled-inputs.ts';
import type { CalendarParts } from '../estimators/preprocess/calendar.ts';
import type { FeatureRole } from '../estimators/preprocess/cast-column.ts';
import type { PairForm } from '../estimators/preprocess/interactions/pair-column.ts';
import type { Forest } from '../estimators/tree/forest.ts';
import type { ColumnKind } from '../table/column.ts';
import type { Signature } from '../table/task.ts';

/** Running text is a text like any other; what reads its words is a step of its own. */
type CastRole = Exclude<FeatureRole, 'text'>;

/** Number of a value of a row: the inputs in their order, then what each step writes. */
export type Slot = number;

/**
 * One step of preprocessing: reads slot `from`, writes slot `to` (and those after it where it has several outputs).
 * Numbers are float64 with NaN for missing; so are truth values (1, 0) and instants (milliseconds since 1970, UTC).
 */
export type PlanStep = { readonly from: Slot; readonly to: Slot } & (
  | { readonly op: 'cast'; readonly source: ColumnKind; readonly role: CastRole }
  /** A calendar part of an instant; as a text where `text` says so. */
  | { readonly op: 'datePart'; readonly part: keyof CalendarParts; readonly text: boolean }
  | { readonly op: 'fill'; readonly value: number }
  | { readonly op: 'isMissing' }
  /** (value - mean) / scale, held within -bound .. bound. */
  | { readonly op: 'scale'; readonly mean: number; readonly scale: number; readonly bound: number }
  /** 0/1 per category, then one for others and one for missing where these buckets exist. */
  | {
      readonly op: 'oneHot';
      readonly categories: readonly string[];
      readonly other: boolean;
      readonly missing: boolean;
    }
  /** Place of the text among the categories; others get the next code, or NaN when there is no bucket for them. */
  | { readonly op: 'ordinal'; readonly categories: readonly string[]; readonly other: boolean }
  /** The number of the text's category; `missing` for a missing text and `unknown` for any other. */
  | {
      readonly op: 'categoryNumber';
      readonly categories: readonly string[];
      readonly numbers: readonly number[];
      readonly missing: number;
      readonly unknown: number;
    }
  /** Height of the line through the points (knot, height), flat beyond its ends. Knots ascend. */
  | { readonly op: 'line'; readonly knots: readonly number[]; readonly heights: readonly number[] }
  /** (value - mean) / scale, held within low .. high. */
  | {
      readonly op: 'side';
      readonly mean: number;
      readonly scale: number;
      readonly low: number;
      readonly high: number;
    }
  /** 1 where the value is larger than the threshold (or not, for `below`), else 0, also where it is missing. */
  | { readonly op: 'above' | 'below'; readonly threshold: number }
  /** The value and that of slot `other` as one; a difference without its sign. */
  | { readonly op: 'combine'; readonly form: PairForm; readonly other: Slot }
  /** The number of the pair that the value and that of slot `other` make; `otherwise` for a pair that is not listed. */
  | {
      readonly op: 'pairNumber';
      readonly other: Slot;
      readonly pairs: readonly PairNumber[];
      readonly otherwise: number;
    }
);

/** Two whole numbers from 0 on, and what they become together. */
export interface PairNumber {
  readonly left: number;
  readonly right: number;
  readonly number: number;
}

/** `slot`: class 1 of two where its probability is above the number that the steps wrote there. */
export type PlanRule = DecisionRule | { readonly by: 'slot'; readonly slot: Slot };

/** What the scores of a model become. */
export type PlanLink = 'value' | 'exp' | 'sigmoid' | 'softmax';

/** The model behind the preprocessing. */
export type PlanModel = PlanPredictor | PlanMix | PlanStack | PlanCalibrated;

/** The weighted mean of several models: sum of weight times answer in this order, over the sum of weights; one part alone is the answer. */
export interface PlanMix {
  readonly kind: 'mix';
  readonly parts: readonly { readonly weight: number; readonly model: PlanModel }[];
}

/** A final model over what members say: their numbers; the log-odds of class 1 of two; or the log of each class's probability. */
export interface PlanStack {
  readonly kind: 'stack';
  readonly members: readonly PlanModel[];
  /** Slot of the first opinion; the others follow. */
  readonly to: Slot;
  /** 0 for numbers. */
  readonly nClasses: number;
  /** Steps between opinions and final model. */
  readonly steps: readonly PlanStep[];
  readonly final: PlanModel;
}

/** A classifier whose probabilities are corrected. */
export interface PlanCalibrated {
  readonly kind: 'calibrated';
  readonly calibrator: Calibrator;
  readonly model: PlanModel;
}

/** A model that stands alone. */
export type PlanPredictor =
  | {
      readonly kind: 'forest';
      readonly features: readonly Slot[];
      /** One start per output; tree t adds to output t modulo their number. */
      readonly baseline: Float64Array;
      readonly forest: Forest;
      readonly link: PlanLink;
    }
  /** The mean over trees, each of which says something about all outputs, times `unit`. */
  | {
      readonly kind: 'averagedTrees';
      readonly features: readonly Slot[];
      /** With several outputs leaves hold their number in `shares`, else what they say. */
      readonly forest: Forest;
      /** nLeaves x nOutputs, leaf by leaf; empty with one output. */
      readonly shares: Float64Array;
      readonly nOutputs: number;
      readonly unit: number;
      /** `second`: the mean is the probability of the second of two classes. */
      readonly link: 'value' | 'second' | 'shares';
    }
  | {
      readonly kind: 'linear';
      readonly features: readonly Slot[];
      /** nOutputs x nFeatures, row by row. */
      readonly coefficients: Float64Array;
      readonly intercepts: Float64Array;
      /** `softmax` over one output sets it against zero for the first class. */
      readonly link: 'value' | 'softmax';
    }
  /** Fully connected layers of rectified units over scaled inputs, which are rounded to float32. */
  | {
      readonly kind: 'network';
      readonly features: readonly Slot[];
      readonly inputs: InputScales;
      /** Scaled inputs lie within -bound .. bound. */
      readonly bound: number;
      readonly layers: readonly Layer[];
      /** 0 for regression. */
      readonly nClasses: number;
      /** The classes of the outputs; others have probability 0. */
      readonly present: readonly number[];
      readonly target: { readonly mean: number; readonly deviation: number };
    }
  /** Sums of logarithms per class, column by column; missing values and unknown codes add nothing. */
  | {
      readonly kind: 'bayes';
      readonly logPriors: Float64Array;
      readonly numbers: readonly BayesNumber[];
      readonly categories: readonly BayesCategory[];
    }
  | {
      readonly kind: 'neighbours';
      readonly features: readonly Slot[];
      /** Empty where columns count as they are. */
      readonly means: Float64Array;
      readonly scales: Float64Array;
      /** Coordinates lie within -bound .. bound. */
      readonly bound: number;
      readonly tree: KDTree;
      readonly targets: Float64Array;
      readonly sampleWeight?: Float64Array;
      /** 0 for regression. */
      readonly nClasses: number;
      readonly k: number;
      readonly byDistance: boolean;
    }
  /** The same answer for every row: a value, or one probability per class. */
  | { readonly kind: 'constant'; readonly outputs: Float64Array; readonly link: 'value' | 'shares' };

/** A number column of naive Bayes, in its scales from its mean, within -bound .. bound. */
export interface BayesNumber {
  readonly slot: Slot;
  readonly mean: number;
  readonly scale: number;
  readonly bound: number;
  /** nClasses. */
  readonly means: Float64Array;
  readonly variances: Float64Array;
  /** Logarithms of the variances. */
  readonly logVariances: Float64Array;
}

/** A column of category codes of naive Bayes. */
export interface BayesCategory {
  readonly slot: Slot;
  readonly cardinality: number;
  /** nClasses x cardinality, class by class. */
  readonly logShares: Float64Array;
}

/** Preprocessing and model over the inputs of a signature. */
export interface ExportPlan {
  readonly signature: Signature;
  readonly steps: readonly PlanStep[];
  /** How many slots a row has: inputs and step outputs. */
  readonly nSlots: number;
  readonly model: PlanModel;
  /** Which class is answered; absent: the most probable one. */
  readonly rule?: PlanRule;
}

/** What an exported file says about where it comes from. */
export interface ExportLabel {
  readonly name: string;
  readonly version: number;
  /** SHA-256 of the artifact, hexadecimal. */
  readonly artifactHash: string;
}
