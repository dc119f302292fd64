/** Quoting of names and texts that enter SQL; nothing else may be concatenated into a query. */

/** A column or table name as SQL: wrapped in double quotes, inner ones doubled. */
export function quoteIdentifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** A text as SQL: wrapped in single quotes, inner ones doubled. DuckDB gives backslashes no meaning. */
export function quoteLiteral(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
