/**
 * `--derive "late = delay > 15"`: one SQL expression over columns of the source, computed row by row. The expression is parsed by
 * DuckDB and every node of the tree must be on a list, so that it cannot reach files, settings, other tables or the clock.
 */
import { ModelwrightError } from '../core/errors.ts';
import { type Engine, quoteLiteral } from '../sql/engine.ts';
import { SqlError } from '../sql/sql-error.ts';
import { cell } from '../table/column.ts';
import { columnOf, listed } from '../table/table.ts';
import { checkExpression } from './derive-check.ts';
import { exactTypes } from './exact-types.ts';
import type { DerivedColumn, PlanColumn, SourcePlan } from './source-plan.ts';
import { valuesSql } from './source-sql.ts';

/**
 * Checks the definitions and finds their types.
 *
 * @throws DERIVE_INVALID with what is wrong.
 */
export async function resolveDerived(
  engine: Engine,
  plan: Omit<SourcePlan, 'derive'>,
  definitions: readonly string[],
  textColumns: ReadonlySet<string>,
): Promise<DerivedColumn[]> {
  const taken = new Set(plan.columns.map((column) => column.name));
  const derived: DerivedColumn[] = [];
  for (const definition of definitions) {
    const invalid = (problem: string) => new ModelwrightError('DERIVE_INVALID', { value: definition, problem });
    const { name, expression } = split(definition, invalid);
    if (taken.has(name)) throw invalid(`a column "${name}" exists already`);
    taken.add(name);
    const columns = await sourcesOf(engine, plan.columns, expression, invalid);
    const type = await typeOf(engine, plan, columns, expression, invalid);
    const text = textColumns.has(name);
    const { exact, ...rest } = type;
    derived.push({
      name,
      expression,
      sources: columns.map((column) => column.name),
      ...(text ? { ...rest, kind: 'string', text } : type),
    });
  }
  refuseNamesThatMeet(plan, derived);
  return derived;
}

type Invalid = (problem: string) => ModelwrightError;

/** `name = expression`; a name with odd characters may stand in double quotes. */
function split(definition: string, invalid: Invalid): { name: string; expression: string } {
  const text = definition.trim();
  const match = /^(?:"((?:[^"]|"")+)"\s*|([^"=<>!]+))=(?!=)/.exec(text);
  const expression = match ? text.slice(match[0].length).trim() : '';
  if (!match || expression === '') throw invalid('there is no "name =" before an expression');
  return { name: match[1]?.replaceAll('""', '"') ?? match[2].trim(), expression };
}

async function sourcesOf(
  engine: Engine,
  columns: readonly PlanColumn[],
  expression: string,
  invalid: Invalid,
): Promise<PlanColumn[]> {
  const parsed = await engine.query(`select json_serialize_sql(${quoteLiteral(`select (${expression}\n)`)}) as tree`);
  const { names, problem } = checkExpression(String(cell(columnOf(parsed, 'tree'), 0)));
  if (problem !== undefined) throw invalid(problem);
  const found = names.map((name) => {
    const exact = columns.find((column) => column.name === name);
    const alike = columns.filter((column) => column.name.toLowerCase() === name.toLowerCase());
    const column = exact ?? (alike.length === 1 ? alike[0] : undefined);
    if (column) return column;
    throw invalid(`there is no column "${name}"; the columns are ${listed(columns.map((each) => each.name))}`);
  });
  return columns.filter((column) => found.includes(column));
}

async function typeOf(
  engine: Engine,
  plan: Omit<SourcePlan, 'derive'>,
  columns: readonly PlanColumn[],
  expression: string,
  invalid: Invalid,
): Promise<Pick<DerivedColumn, 'kind' | 'exact' | 'sqlType'>> {
  const sql = `(${expression}\n)`;
  const from = `(${valuesSql(plan, columns)})`;
  try {
    const described = await engine.query(`describe select ${sql} as value from ${from}`);
    const type = String(cell(columnOf(described, 'column_type'), 0));
    if (type.startsWith('DECIMAL')) return { kind: 'number', sqlType: 'DOUBLE' };
    const [found] = await exactTypes(engine, from, [{ sql, type }]);
    if (found) return found;
    throw invalid(`its value has type ${type.toLowerCase()}`);
  } catch (error) {
    if (!(error instanceof SqlError)) throw error;
    if (error.kind === 'conversion') throw invalid('it cannot be computed on some row (a conversion or an overflow)');
    if (error.kind !== 'query') throw error;
    const types = columns.map((column) => `${column.name} ${column.sqlType.toLowerCase()}`);
    throw invalid(`its operators and functions do not fit its columns (${listed(types)})`);
  }
}

/** SQL names are compared without case; two source columns that differ only so cannot both be used. */
function refuseNamesThatMeet(plan: Omit<SourcePlan, 'derive'>, derived: readonly DerivedColumn[]): void {
  const folded = new Map<string, string>();
  const used = new Set(derived.flatMap((column) => column.sources));
  for (const { name } of plan.columns) {
    if (!used.has(name)) continue;
    const other = folded.get(name.toLowerCase());
    if (other !== undefined) {
      const value = derived.map((column) => `${column.name} = ${column.expression}`).join('; ');
      const problem = `columns "${other}" and "${name}" differ only by case`;
      throw new ModelwrightError('DERIVE_INVALID', { value, problem });
    }
    folded.set(name.toLowerCase(), name);
  }
}
