/** Types of a model's rows and answers: what `modelwright models types` writes fits in here, and so does any model. */

/** A value of a row; null is missing. A Date goes as ISO-8601. */
export type CellValue = number | string | boolean | Date | null;

/** What a model takes and gives. Fields that a model does not have are left out. */
export interface ModelTypes {
  /** Its name in the registry. */
  readonly name: string;
  readonly row: object;
  /** The text of a class, or a number. */
  readonly prediction: string | number;
  /** By class. */
  readonly probabilities?: object;
  /** What a model without a target says besides. */
  readonly measures?: object;
}

/** A model of which nothing is known. */
export interface AnyModel extends ModelTypes {
  readonly row: Readonly<Record<string, CellValue>>;
  readonly probabilities?: Readonly<Record<string, number>>;
  readonly measures?: Readonly<Record<string, number | boolean>>;
}

/** The model by its name (its champion, else its latest version), `name@alias` or `name@3`. */
export type ModelRef<Model extends ModelTypes> = Model['name'] | `${Model['name']}@${string}`;

/** The fields of the types that a model has, one entry per row in each list. */
type OfEachRow<Model extends ModelTypes> = {
  readonly [Field in keyof Model as Field extends 'probabilities' ? Field : never]: readonly Exclude<
    Model[Field],
    undefined
  >[];
} & {
  readonly [Field in keyof Model as Field extends 'measures' ? Field : never]: Lists<Exclude<Model[Field], undefined>>;
};

type Lists<Fields> = { readonly [Name in keyof Fields]: readonly Fields[Name][] };

/** The fields of the types that a model has, of one row. */
type OfOneRow<Model extends ModelTypes> = {
  readonly [Field in keyof Model as Field extends 'probabilities' | 'measures' ? Field : never]: Model[Field];
};

/** The class texts of a model; never of one that predicts numbers. */
type ClassOf<Model extends ModelTypes> = Extract<Model['prediction'], string>;

/** Why a row was predicted as it was. */
export interface RowExplanation {
  /** The class whose score is explained; absent for regression. */
  readonly of?: string;
  /** The score of a row of which nothing is known. */
  readonly base: number;
  /** What each column adds; `base` and they sum to the row's score. */
  readonly contributions: Readonly<Record<string, number>>;
}

/** Predictions of some rows; one entry per row in each list. */
export type PredictAnswer<Model extends ModelTypes = AnyModel> = OfEachRow<Model> & {
  readonly predictions: readonly Model['prediction'][];
  /** `[low, high]` of numbers, when they were asked for. */
  readonly intervals?: readonly (readonly [low: number, high: number])[];
  /** The possible classes, the most probable first, when they were asked for. */
  readonly sets?: readonly (readonly ClassOf<Model>[])[];
  /** The version that answered all rows. */
  readonly modelVersion: number;
  /** Labels refer to them. */
  readonly predictionIds: readonly string[];
  readonly explanations?: { readonly method: string; readonly scale: string; readonly rows: readonly RowExplanation[] };
  /** What was ignored. */
  readonly warnings?: readonly string[];
  /** Who answered in place of the version that was chosen: the champion before it, or the declared rule. */
  readonly fallback?: 'previous' | 'rule';
};

/** The answer for one streamed row. */
export type StreamedAnswer<Model extends ModelTypes = AnyModel> = OfOneRow<Model> & {
  /** Place of the row in the stream, from 0. */
  readonly row: number;
  readonly prediction: Model['prediction'];
  readonly interval?: readonly [low: number, high: number];
  readonly set?: readonly ClassOf<Model>[];
  readonly modelVersion: number;
  readonly predictionId: string;
  readonly fallback?: 'previous' | 'rule';
  readonly error?: undefined;
};
