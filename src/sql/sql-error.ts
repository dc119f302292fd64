/**
 * A failure inside DuckDB. Its message names only the kind of failure, because DuckDB's own text may hold rows of data and paths;
 * who knows what the query was for reads `detail` and turns it into an error of the product's table.
 */

/** What went wrong, as far as callers act on it. */
export type SqlErrorKind = 'input' | 'conversion' | 'memory' | 'interrupted' | 'io' | 'query' | 'other';

export class SqlError extends Error {
  readonly kind: SqlErrorKind;
  /** DuckDB's own text. For decisions in code, never for people. */
  declare readonly detail: string;

  constructor(detail: string) {
    const kind = kindOf(detail);
    super(`the data engine stopped (${kind})`);
    this.name = 'SqlError';
    this.kind = kind;
    Object.defineProperty(this, 'detail', { value: detail, enumerable: false });
  }
}

/** Runs DuckDB work and rethrows what DuckDB throws as SqlError. */
export async function guarded<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw new SqlError(error instanceof Error ? error.message : String(error));
  }
}

/** DuckDB begins its messages with the class of the error. */
const prefixes: readonly [string, SqlErrorKind][] = [
  ['Invalid Input Error', 'input'],
  ['Conversion Error', 'conversion'],
  ['Out of Range Error', 'conversion'],
  ['Out of Memory Error', 'memory'],
  ['INTERRUPT', 'interrupted'],
  ['IO Error', 'io'],
  ['Parser Error', 'query'],
  ['Binder Error', 'query'],
  ['Catalog Error', 'query'],
  ['Syntax Error', 'query'],
];

function kindOf(detail: string): SqlErrorKind {
  return prefixes.find(([prefix]) => detail.startsWith(prefix))?.[1] ?? 'other';
}
