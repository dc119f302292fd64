/** The allow-list of `--derive`: which nodes, functions and types an expression may use. */

const functions = new Set(
  `+ - * / // % & | ^@ || ~~ !~~ ~~* !~~* abs ceil ceiling floor round trunc sign sqrt cbrt exp ln log log10 log2 pow power mod greatest least
  isnan isinf isfinite lower upper lcase ucase trim ltrim rtrim length len strlen substr substring left right replace reverse contains
  prefix suffix starts_with ends_with concat concat_ws strpos instr split_part regexp_matches regexp_full_match regexp_extract
  regexp_replace nullif ifnull coalesce if date_part datepart date_trunc datetrunc date_diff datediff date_sub datesub year month day hour minute
  second millisecond microsecond quarter week weekofyear dayofweek isodow dayofyear weekday yearweek epoch epoch_ms last_day dayname monthname
  strptime try_strptime strftime make_date make_timestamp to_timestamp to_years to_months to_weeks to_days to_hours to_minutes to_seconds
  to_milliseconds timezone like_escape not_like_escape ilike_escape not_ilike_escape`
    .split(/\s+/)
    .filter((name) => name !== ''),
);

const operators = new Set([
  'OPERATOR_NOT',
  'OPERATOR_IS_NULL',
  'OPERATOR_IS_NOT_NULL',
  'OPERATOR_COALESCE',
  'OPERATOR_NULLIF',
  'OPERATOR_TRY',
  'COMPARE_IN',
  'COMPARE_NOT_IN',
]);

const classes = new Set(['CONSTANT', 'COMPARISON', 'CONJUNCTION', 'BETWEEN', 'CASE']);

const castTypes = new Set(
  `BOOLEAN TINYINT SMALLINT INTEGER BIGINT HUGEINT UTINYINT USMALLINT UINTEGER UBIGINT FLOAT DOUBLE DECIMAL VARCHAR DATE TIMESTAMP
  TIMESTAMP_TZ INTERVAL`.split(/\s+/),
);
castTypes.add('TIMESTAMP WITH TIME ZONE');

/** Deepest nesting of an expression. */
const maxDepth = 200;

type Node = Readonly<Record<string, unknown>>;

/**
 * Reads the tree that `json_serialize_sql` made of `select (<expression>)`. Gives the column names that the expression uses, in
 * order of appearance, and the first problem.
 */
export function checkExpression(tree: string): { names: string[]; problem?: string } {
  const names: string[] = [];
  const statement = JSON.parse(tree) as Node;
  const node = (statement['statements'] as { node: Node }[] | undefined)?.[0]?.node;
  const list = node?.['select_list'] as Node[] | undefined;
  if (statement['error'] || !node || !list)
    return { names, problem: 'it is not an SQL expression (odd names and words of SQL need double quotes)' };
  if ((statement['statements'] as unknown[]).length !== 1 || list.length !== 1 || !isBare(node)) {
    return { names, problem: 'it must be one expression, without from, where or further statements' };
  }
  const problem = problemOf(list[0], names, 0);
  if (problem !== undefined) return { names, problem };
  return names.length === 0 ? { names, problem: 'it uses no column of the source' } : { names: [...new Set(names)] };
}

function isBare(node: Node): boolean {
  const empty = (value: unknown) =>
    value === null || value === undefined || (Array.isArray(value) && value.length === 0);
  return (
    node['type'] === 'SELECT_NODE' &&
    (node['from_table'] as Node)['type'] === 'EMPTY' &&
    ['modifiers', 'where_clause', 'group_expressions', 'group_sets', 'having', 'sample', 'qualify'].every((key) =>
      empty(node[key]),
    ) &&
    empty((node['cte_map'] as Node)['map'])
  );
}

function problemOf(node: Node, names: string[], depth: number): string | undefined {
  if (depth > maxDepth) return 'it nests too deep';
  const kind = String(node['class']);
  switch (kind) {
    case 'COLUMN_REF': {
      const path = node['column_names'] as string[];
      if (path.length !== 1) return `"${path.join('.')}" is not a plain column name`;
      names.push(path[0]);
      return undefined;
    }
    case 'FUNCTION': {
      const name = String(node['function_name']).toLowerCase();
      const plain =
        !node['distinct'] && !node['filter'] && ['', 'main'].includes(String(node['schema'])) && !node['catalog'];
      if (!functions.has(name) || !plain) return `function "${name}" is not allowed`;
      break;
    }
    case 'OPERATOR':
      if (!operators.has(String(node['type']))) return 'it uses an operator that is not allowed';
      break;
    case 'CAST': {
      const type = String((node['cast_type'] as Node)['id']);
      if (!castTypes.has(type)) return `a cast to ${type.toLowerCase()} is not allowed`;
      break;
    }
    default:
      if (!classes.has(kind))
        return kind === 'SUBQUERY' ? 'subqueries are not allowed' : `${kind.toLowerCase()} is not allowed`;
  }
  for (const child of childrenOf(node)) {
    const problem = problemOf(child, names, depth + 1);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

/** Every node directly below this one, wherever the tree keeps it. */
function childrenOf(node: Node): Node[] {
  return Object.entries(node).flatMap(([key, value]) => (key === 'value' || key === 'cast_type' ? [] : nodesIn(value)));
}

function nodesIn(value: unknown): Node[] {
  if (Array.isArray(value)) return value.flatMap(nodesIn);
  if (value === null || typeof value !== 'object') return [];
  return 'class' in value ? [value as Node] : Object.values(value).flatMap(nodesIn);
}
