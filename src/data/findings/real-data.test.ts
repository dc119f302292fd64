/** The rules on real data: silent on clean tables, and the deserved words on others. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { createRng } from '../../math/philox.ts';
import { openEngine } from '../../sql/engine.ts';
import { columnOf, type Table, takeRows, withColumns } from '../../table/table.ts';
import { inferRoles } from '../roles.ts';
import { splitHoldout } from '../split.ts';
import { readTarget } from '../target.ts';
import { isFeature } from './finding.ts';
import { dataFindings, type Finding } from './index.ts';

const vega = fileURLToPath(new URL('../../../node_modules/vega-datasets/data/', import.meta.url));
const codes = (findings: readonly Finding[]) =>
  findings.map(({ code, column }) => (column === undefined ? code : `${code} ${column}`));

/** Findings of a real table, as training sees it. */
function findingsOf(table: Table, name: string, options: { exclude?: string[]; timeColumn?: string } = {}): Finding[] {
  const { target, rows } = readTarget(table, name);
  const used = takeRows(table, rows);
  const roles = inferRoles(used, { target: name, ...options });
  const features = roles.flatMap((one) => (isFeature(one.role) || one.role === 'time' ? one.name : []));
  const split = splitHoldout({ target, table: used, features, rng: createRng(7) });
  return dataFindings({ table: used, target, roles, split, timeColumn: options.timeColumn });
}

describe('clean real data', () => {
  const tables = new Map<string, Table>();
  beforeAll(async () => {
    const engine = await openEngine();
    tables.set('penguins', await engine.query(`select * from read_json('${vega}penguins.json')`));
    tables.set('birdstrikes', await engine.query(`select * from read_csv('${vega}birdstrikes.csv')`));
    const late = 'select *, delay > 15 as late from';
    tables.set('flights', await engine.query(`${late} '${vega}flights-3m.parquet' limit 30000`));
    engine.close();
  });

  it.each([
    ['penguins', 'Species', {}],
    ['penguins', 'Body Mass (g)', {}],
    ['birdstrikes', 'Time of day', {}],
    ['flights', 'late', { exclude: ['delay'] }],
    ['flights', 'late', { exclude: ['delay'], timeColumn: 'date' }],
    ['flights', 'delay', { exclude: ['late'] }],
  ])('%s, target %s, gives no warning', (name, target, options) => {
    expect(findingsOf(tables.get(name)!, target, options).filter(({ severity }) => severity !== 'info')).toEqual([]);
  });

  it('birdstrikes: the two parts of the total cost are seen', () => {
    const findings = findingsOf(tables.get('birdstrikes')!, 'Cost Total $');
    expect(codes(findings)).toContain('suspicious_pair Cost Other');
  });

  it('flights: the delay is no copy of "late", but more than suspicious', () => {
    const findings = findingsOf(tables.get('flights')!, 'late');
    expect(codes(findings)).toContain('suspicious_score delay');
  });
});

const folder = process.env['MODELWRIGHT_TEST_DATA'];
describe.skipIf(!folder || !existsSync(folder))('other real data (MODELWRIGHT_TEST_DATA)', () => {
  it.each([
    ['iris', 'species', []],
    ['penguins', 'species', []],
    ['adult', 'income', []],
    ['california_housing', 'median_house_value', []],
    ['diamonds', 'price', []],
    ['ames_housing', 'sale_price', []],
    ['abalone', 'rings', []],
    ['german_credit', 'credit_risk', []],
    ['pima_diabetes', 'diabetes', []],
    ['satellite', 'classes', []],
    ['telco_churn', 'churn', ['id_like customer_id']],
    ['titanic', 'survived', ['duplicate_rows', 'high_missing deck']],
    ['mammography', 'class', ['class_imbalance class', 'duplicate_rows']],
    [
      'bike_sharing_hourly',
      'count',
      ['suspicious_score registered', 'suspicious_pair casual', 'time_ignored datetime'],
    ],
    ['compas_two_years', 'two_year_recid', ['suspicious_score is_recid', 'unseen_categories c_charge_desc']],
    ['sms_spam', 'type', ['duplicate_rows', 'text_like text']],
  ])('%s gives the warnings it deserves', async (name, target, expected) => {
    const engine = await openEngine();
    const file = join(folder!, `${name}.csv.gz`);
    const table = await engine.query(`select * from read_csv('${file}')`);
    const text = await engine.query(`select "${target}" from read_csv('${file}', all_varchar = true)`);
    engine.close();
    const findings = findingsOf(withColumns(table, [columnOf(text, target)]), target);
    expect(codes(findings.filter(({ severity }) => severity !== 'info'))).toEqual(expected);
  });
});
