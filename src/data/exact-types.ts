/** Which type delivers an SQL value without rounding. Integers and decimals are judged by all their values, not by their type. */
import type { Engine } from '../sql/engine.ts';
import { cell } from '../table/column.ts';
import type { ColumnType } from './cell-type.ts';
import { isNested } from './source-sql.ts';

/** An SQL expression and its SQL type. */
export interface TypedSql {
  readonly sql: string;
  readonly type: string;
}

const maxSafe = BigInt(Number.MAX_SAFE_INTEGER);

/** One answer an expression; undefined for types that cannot be delivered (binary). */
export async function exactTypes(
  engine: Engine,
  from: string,
  expressions: readonly TypedSql[],
): Promise<(ColumnType | undefined)[]> {
  const probes = expressions.map(({ sql, type }) => probeSql(sql, type));
  const asked = probes.flatMap((probe, i) => (probe ? [{ probe, i }] : []));
  const answers = new Map<number, string | null>();
  if (asked.length > 0) {
    const table = await engine.query(
      `select ${asked.map(({ probe }, k) => `(${probe})::varchar as p${k}`).join(', ')} from ${from}`,
    );
    asked.forEach(({ i }, k) => {
      const value = cell(table.columns[k], 0);
      answers.set(i, value === null ? null : String(value));
    });
  }
  return expressions.map(({ type }, i) => decide(type, answers.get(i) ?? undefined));
}

/** An aggregate that tells whether float64 (or microseconds) holds every value; undefined where the type alone tells. */
function probeSql(sql: string, type: string): string | undefined {
  if (/^(BIGINT|UBIGINT|HUGEINT|UHUGEINT)$/.test(type)) return `min(${sql})::varchar || ' ' || max(${sql})::varchar`;
  const places = /^DECIMAL\(\d+,(\d+)\)$/.exec(type)?.[1];
  if (places) return `bool_and(printf('%.${places}f', (${sql})::varchar::double) = (${sql})::varchar)`;
  return type === 'TIMESTAMP_NS' ? `bool_and(epoch_ns(${sql}) % 1000 = 0)` : undefined;
}

function decide(type: string, answer: string | undefined): ColumnType | undefined {
  if (/^U?(TINYINT|SMALLINT|INTEGER)$/.test(type)) return { kind: 'number', sqlType: 'BIGINT' };
  if (/^U?(BIGINT|HUGEINT)$/.test(type)) return decideInteger(answer);
  if (type === 'DOUBLE' || type === 'FLOAT' || type === 'NULL' || type === '"NULL"')
    return { kind: 'number', sqlType: 'DOUBLE' };
  if (type.startsWith('DECIMAL')) {
    return answer === 'false'
      ? { kind: 'string', sqlType: type, exact: 'decimal' }
      : { kind: 'number', sqlType: 'DOUBLE' };
  }
  if (type === 'BOOLEAN') return { kind: 'boolean', sqlType: 'BOOLEAN' };
  if (type === 'DATE') return { kind: 'datetime', sqlType: 'DATE' };
  if (type === 'TIMESTAMP_NS' && answer === 'false') return { kind: 'string', sqlType: 'VARCHAR' };
  if (/^TIMESTAMP(_S|_MS|_NS)?$/.test(type)) return { kind: 'datetime', sqlType: 'TIMESTAMP' };
  if (type === 'TIMESTAMP WITH TIME ZONE') return { kind: 'datetime', sqlType: type };
  const isText = /^(VARCHAR|UUID|TIME|TIME WITH TIME ZONE|TIME_NS|INTERVAL|BIT|JSON)$|^ENUM\(/.test(type);
  return isText || isNested(type) ? { kind: 'string', sqlType: 'VARCHAR' } : undefined;
}

function decideInteger(range: string | undefined): ColumnType {
  const ends = (range ?? '0 0').split(' ').map(BigInt);
  if (ends.every((end) => end <= maxSafe && end >= -maxSafe)) return { kind: 'number', sqlType: 'BIGINT' };
  const inInt64 = ends.every((end) => BigInt.asIntN(64, end) === end);
  return inInt64
    ? { kind: 'string', sqlType: 'BIGINT', exact: 'int64' }
    : { kind: 'string', sqlType: 'HUGEINT', exact: 'decimal' };
}
