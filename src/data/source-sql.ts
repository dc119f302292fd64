/** A source plan as SQL. What is delivered for each column is decided here and nowhere else. */
import { quoteIdentifier, quoteLiteral } from '../sql/quote.ts';
import type { DerivedColumn, PlanColumn, SourcePlan } from './source-plan.ts';

type Readable = Omit<SourcePlan, 'derive' | 'rows'>;

/** The query that delivers the named columns (all by default) in the order of the plan, derived ones last. */
export function selectSql(plan: SourcePlan, columns?: ReadonlySet<string>, limit?: number): string {
  const wanted = (name: string) => columns === undefined || columns.has(name);
  const derived = plan.derive.filter((column) => wanted(column.name));
  const sources = new Set(derived.flatMap((column) => column.sources));
  const chosen = plan.columns.flatMap((column, i) => (wanted(column.name) ? [{ column, alias: aliasOf(i) }] : []));

  const inner = [
    ...chosen.map(({ column, alias }) => `${deliveredSql(plan, column)} as ${alias}`),
    ...plan.columns
      .filter((column) => sources.has(column.name))
      .map((column) => `${valueSql(plan, column)} as ${quoteIdentifier(column.name)}`),
  ];
  const outer = [
    ...chosen.map(({ column, alias }) => `${alias} as ${quoteIdentifier(column.name)}`),
    ...derived.map((column) => `${derivedSql(column)} as ${quoteIdentifier(column.name)}`),
  ];
  const end = limit === undefined ? '' : ` limit ${limit}`;
  return `select ${outer.join(', ') || 'null'} from (select ${inner.join(', ') || 'null'} from ${readerSql(plan)})${end}`;
}

/** The query whose columns are the values that an expression over these columns sees. */
export function valuesSql(plan: Readable, columns: readonly PlanColumn[]): string {
  const values = columns.map((column) => `${valueSql(plan, column)} as ${quoteIdentifier(column.name)}`);
  return `select ${values.join(', ') || 'null'} from ${readerSql(plan)}`;
}

/** Readers take at least this for one record; DuckDB's own figures (2 to 32 MB) let memory grow with the file. */
const leastRecordBytes = 1 << 20;

/** The table function that reads the files; every option is set, none is guessed. */
export function readerSql({ format, files, options, columns }: Readable): string {
  const list = filesSql(files);
  const compression = `compression = '${options.gzip ? 'gzip' : format === 'json' ? 'uncompressed' : 'none'}'`;
  const record = Math.max(leastRecordBytes, 2 * (options.longestRecord ?? 0));
  if (format === 'parquet') return `read_parquet(${list}, hive_partitioning = false, union_by_name = false)`;
  if (format === 'json') {
    const common = `format = '${options.layout}', maximum_object_size = ${record}, hive_partitioning = false, ${compression}`;
    if (options.byPath) return `read_json_objects(${list}, ${common})`;
    return `read_json(${list}, columns = ${fieldsSql(columns)}, ${common})`;
  }
  const strict = options.mixedLineEnds ? 'false' : 'true';
  const tokens = (options.nullTokens ?? []).map(quoteLiteral).join(', ');
  return `read_csv(${list}, auto_detect = false, header = true, skip = ${options.skip ?? 0}, delim = ${quoteLiteral(options.delimiter ?? ',')}, \
quote = '"', escape = '"', nullstr = [${tokens}], allow_quoted_nulls = false, null_padding = false, strict_mode = ${strict}, \
max_line_size = ${record}, buffer_size = ${2 * record}, parallel = ${options.multiline ? 'false' : 'true'}, hive_partitioning = false, \
columns = ${fieldsSql(columns)}, ${compression})`;
}

/** Paths as an SQL list, taken literally by DuckDB's readers. */
export function filesSql(files: readonly string[]): string {
  return `[${files.map((file) => quoteLiteral(file.replace(/[[*?]/g, '[$&]'))).join(', ')}]`;
}

/** A column as it is delivered: its value, or text where the plan says so. */
function deliveredSql(plan: Readable, column: PlanColumn): string {
  if (column.text) return plan.format === 'parquet' ? asText(fieldSql(plan, column)) : fieldSql(plan, column);
  const value = valueSql(plan, column);
  return column.exact && column.sqlType !== 'VARCHAR' ? asText(value) : value;
}

/** A column's value in its `sqlType`. */
function valueSql(plan: Readable, column: PlanColumn): string {
  const field = column.untidy ? tidySql(plan, column) : fieldSql(plan, column);
  const { fieldType, sqlType } = column;
  if (fieldType === 'DOUBLE' || fieldType === 'FLOAT')
    return `case when isnan(${field}) then null else ${field}::DOUBLE end`;
  if (fieldType === sqlType) return field;
  if (sqlType === 'VARCHAR' && isNested(fieldType)) return asText(`to_json(${field})`);
  if (fieldType.startsWith('DECIMAL')) return `${asText(field)}::${sqlType}`;
  return `${field}::${sqlType}`;
}

/** True for SQL types with parts inside, which are delivered as JSON text. */
export function isNested(sqlType: string): boolean {
  return /^(STRUCT|MAP|UNION)\b|\]$/.test(sqlType);
}

function derivedSql(column: DerivedColumn): string {
  const value = `(${column.expression}\n)::${column.sqlType}`;
  return (column.exact && column.sqlType !== 'VARCHAR') || column.text ? asText(`(${value})`) : value;
}

function asText(sql: string): string {
  return `(${sql})::VARCHAR`;
}

function tidySql(plan: Readable, column: PlanColumn): string {
  const trimmed = `trim(${fieldSql(plan, column)}, ' \t')`;
  const tokens = (plan.options.nullTokens ?? []).map(quoteLiteral).join(', ');
  return `(case when ${trimmed} in (${tokens}) then null else ${trimmed} end)`;
}

function fieldSql(plan: Readable, column: PlanColumn): string {
  if (!plan.options.byPath) return quoteIdentifier(column.field);
  return `json_extract_string(json, ${quoteLiteral(`/${column.field.replaceAll('~', '~0').replaceAll('/', '~1')}`)})`;
}

function fieldsSql(columns: readonly PlanColumn[]): string {
  return `{${columns.map((column) => `${quoteLiteral(column.field)}: '${column.fieldType}'`).join(', ')}}`;
}

/** Inner names must not meet the source's own. */
function aliasOf(index: number): string {
  return `"\u0001${index}"`;
}
