/** Looks at a source once and decides how it is read: files, format, options, the type of every column, derived columns. */
import { ModelwrightError } from '../core/errors.ts';
import { type Engine, openEngine } from '../sql/engine.ts';
import { listed } from '../table/table.ts';
import { decideType, seen } from './cell-type.ts';
import { type CsvScan, nullTokens, scanCsv } from './csv-scan.ts';
import { resolveDerived } from './derive.ts';
import { scanJson } from './json-scan.ts';
import { scanParquet } from './parquet-scan.ts';
import { type FileFormat, nameOf, sourceFiles } from './source-files.ts';
import { uniqueNames } from './source-names.ts';
import type { PlanColumn, ReaderOptions, SourcePlan } from './source-plan.ts';

export type { SourcePlan } from './source-plan.ts';

/** What the caller asks of a source. */
export interface SourceOptions {
  /** `name = SQL expression` each. */
  readonly derive?: readonly string[];
  /** Columns delivered as the source's own text; names that are neither in the source nor derived are ignored. */
  readonly textColumns?: readonly string[];
}

type Scanned = Pick<SourcePlan, 'columns' | 'rows' | 'options'>;

/**
 * The plan for a source: a file, or several by a wildcard with one schema. Text formats are read once from end to end, so types
 * hold for every row and everything that is wrong with the file is said now, with its line.
 *
 * @throws SOURCE_* errors, DERIVE_INVALID.
 */
export async function resolveSource(source: string, options: SourceOptions = {}): Promise<SourcePlan> {
  const { files, format } = sourceFiles(source);
  let engine: Engine | undefined;
  const openedEngine = async () => {
    engine ??= await openEngine();
    return engine;
  };
  try {
    const scanned = await scan(source, files, format, openedEngine);
    const text = new Set(options.textColumns);
    const columns = scanned.columns.map((column) => (text.has(column.name) ? asText(column) : column));
    const plan = { source, format: format.format, files, ...scanned, columns };
    if (!options.derive || options.derive.length === 0) return { ...plan, derive: [] };
    return { ...plan, derive: await resolveDerived(await openedEngine(), plan, options.derive, text) };
  } finally {
    engine?.close();
  }
}

async function scan(
  source: string,
  files: readonly string[],
  format: FileFormat,
  engine: () => Promise<Engine>,
): Promise<Scanned> {
  if (format.format === 'parquet') return { ...(await scanParquet(await engine(), source, files)), options: {} };
  return format.format === 'csv' ? scanCsvFiles(source, files, format) : scanJsonFiles(source, files, format);
}

async function scanCsvFiles(source: string, files: readonly string[], format: FileFormat): Promise<Scanned> {
  const scans: CsvScan[] = [];
  for (const file of files) scans.push(await scanCsv(nameOf(source, file, files), file, format));
  const [first] = scans;
  const differing = scans.findIndex(
    (other) =>
      other.delimiter !== first.delimiter ||
      other.skip !== first.skip ||
      other.names.length !== first.names.length ||
      other.names.some((name, i) => name !== first.names[i]),
  );
  if (differing > 0) throw differs(source, files, differing);
  const columns = first.names.map((name, i): PlanColumn => {
    const flags = scans.reduce((all, each) => all | each.flags[i], 0);
    const type = decideType(flags);
    const untidy = (type.kind !== 'string' || type.exact) && flags & (seen.blank | seen.padded);
    return { name, field: `c${i}`, fieldType: 'VARCHAR', ...type, ...(untidy ? { untidy: true } : {}) };
  });
  const lineEnds = scans.reduce((all, each) => all | each.habits.lineEnds, 0);
  const options: ReaderOptions = {
    ...(format.gzip ? { gzip: true } : {}),
    longestRecord: Math.max(...scans.map((each) => each.habits.longest)),
    delimiter: first.delimiter,
    skip: first.skip,
    nullTokens,
    ...(lineEnds === 1 || lineEnds === 2 ? {} : { mixedLineEnds: true }),
    ...(scans.some((each) => each.habits.multiline) ? { multiline: true } : {}),
  };
  return { columns, options, rows: scans.reduce((sum, each) => sum + each.rows, 0) };
}

async function scanJsonFiles(source: string, files: readonly string[], format: FileFormat): Promise<Scanned> {
  const flags = new Map<string, number>();
  let rows = 0;
  let layout: ReaderOptions['layout'];
  let longest = 0;
  for (const file of files) {
    const found = await scanJson(nameOf(source, file, files), file, format.gzip);
    found.names.forEach((name, i) => {
      flags.set(name, (flags.get(name) ?? 0) | found.flags[i]);
    });
    longest = Math.max(longest, found.habits.longest);
    if (layout !== undefined && layout !== found.habits.layout) {
      if (layout === 'array' || found.habits.layout === 'array') throw differs(source, files, files.indexOf(file));
      layout = 'unstructured';
    } else layout = found.habits.layout;
    rows += found.rows;
  }
  const fields = [...flags.keys()];
  const names = uniqueNames(source, fields);
  const folded = new Set(fields.map((field) => field.toLowerCase()));
  const columns = fields.map((field, i): PlanColumn => {
    return { name: names[i], field, fieldType: 'VARCHAR', ...decideType(flags.get(field)!) };
  });
  const options: ReaderOptions = {
    ...(format.gzip ? { gzip: true } : {}),
    longestRecord: longest,
    layout,
    ...(folded.size < fields.length || folded.has('') ? { byPath: true } : {}),
  };
  return { columns, options, rows };
}

function differs(source: string, files: readonly string[], at: number): ModelwrightError {
  const problem = `files ${listed([nameOf(source, files[0], files), nameOf(source, files[at], files)])} differ in columns or layout`;
  return new ModelwrightError('SOURCE_UNREADABLE', { source, problem });
}

function asText({ exact: _, ...column }: PlanColumn): PlanColumn {
  return { ...column, kind: 'string', text: true };
}
