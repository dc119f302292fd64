/** How a source is read, decided once and recorded: a run that is repeated later follows the plan and never guesses again. */
import type { ColumnKind } from '../table/column.ts';

/** Formats that are read; `csv` with a tab as delimiter is TSV. */
export type SourceFormat = 'csv' | 'json' | 'parquet';

/** A column that the source holds. */
export interface PlanColumn {
  /** The source's own name. */
  readonly name: string;
  /** What the reader delivers. */
  readonly kind: ColumnKind;
  /** Marks a `string` column that holds numbers exactly. */
  readonly exact?: 'int64' | 'decimal';
  /** SQL type of the values: what `--derive` expressions see, and what is delivered unless `text` or `exact` is set. */
  readonly sqlType: string;
  /** True when the source's own text is delivered instead of the value (class labels). */
  readonly text?: true;
  /** True when cells need trimming, or hold missing-value tokens that are quoted or padded. */
  readonly untidy?: true;
  /** The name by which DuckDB's reader knows the column, and the type in which it gives it. */
  readonly field: string;
  readonly fieldType: string;
}

/** A column computed by SQL from columns of the source. */
export interface DerivedColumn {
  readonly name: string;
  readonly expression: string;
  /** Columns of the source that the expression reads. */
  readonly sources: readonly string[];
  readonly kind: ColumnKind;
  readonly exact?: 'int64' | 'decimal';
  readonly sqlType: string;
  readonly text?: true;
}

/** Options of the readers; all of them decided, none left to DuckDB's guessing. */
export interface ReaderOptions {
  readonly gzip?: true;
  /** CSV and JSON: bytes of the longest record. Readers take buffers to its measure, which keeps their memory small. */
  readonly longestRecord?: number;
  /** CSV: what separates fields. */
  readonly delimiter?: string;
  /** CSV: blank lines before the header. */
  readonly skip?: number;
  /** CSV: unquoted cells with these texts are missing. */
  readonly nullTokens?: readonly string[];
  /** CSV: true when lines end in more than one way. */
  readonly mixedLineEnds?: true;
  /** CSV: true when a quoted cell holds a line end. */
  readonly multiline?: true;
  /** JSON: one array, one object a line, or objects one after another. */
  readonly layout?: 'array' | 'newline_delimited' | 'unstructured';
  /** JSON: true when names cannot be columns of a DuckDB reader (equal but for case, or empty), so values are extracted by path. */
  readonly byPath?: true;
}

/** Plain JSON: everything that reading needs. */
export interface SourcePlan {
  /** The source as it was named. */
  readonly source: string;
  readonly format: SourceFormat;
  /** Absolute paths, sorted by code unit. */
  readonly files: readonly string[];
  readonly options: ReaderOptions;
  /** Rows of all files together. */
  readonly rows: number;
  readonly columns: readonly PlanColumn[];
  readonly derive: readonly DerivedColumn[];
}
