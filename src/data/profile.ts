/** What is in a source: types, roles, missing and distinct values, ranges, frequent values, correlations, findings, and its hash. */

import { compareCodeUnits } from '../core/canonical-json.ts';
import { checkpoint } from '../core/checkpoint.ts';
import type { OnProgress } from '../core/progress.ts';
import { type BooleanColumn, type Column, type ColumnKind, missingCount, type StringColumn } from '../table/column.ts';
import { columnOf, type Table, takeRows } from '../table/table.ts';
import { type Correlation, correlations } from './correlations.ts';
import { dataFindings, type Finding, type FindingInput } from './findings/index.ts';
import { digestOf } from './hash-in-thread.ts';
import { quantileLevels, summariseNumbers, topValues } from './profile-numbers.ts';
import { readTable } from './read.ts';
import { inferRoles, type Role } from './roles.ts';
import type { SourcePlan } from './source-plan.ts';
import { readTarget } from './target.ts';

/** A value as it is told: numbers as they are, instants as ISO-8601. */
export type ProfileValue = number | string | boolean;

export interface ColumnProfile {
  readonly name: string;
  readonly kind: ColumnKind;
  readonly role: Role;
  readonly missing: number;
  readonly distinct: number;
  /** Of the finite values of numbers and of instants; null for other kinds and when nothing is present. */
  readonly min: ProfileValue | null;
  readonly max: ProfileValue | null;
  /** Of numbers; of truth values the share of true. */
  readonly mean: number | null;
  /** Standard deviation of a sample; of numbers. */
  readonly sd: number | null;
  readonly quantiles: Readonly<Record<(typeof quantileNames)[number], ProfileValue>> | null;
  /** The ten most frequent values; among equally frequent ones the smaller first. */
  readonly top: readonly { readonly value: ProfileValue; readonly count: number }[];
}

export interface Profile {
  readonly rows: number;
  readonly columns: readonly ColumnProfile[];
  /** See `correlations`. */
  readonly correlations: readonly Correlation[];
  readonly findings: readonly Finding[];
  /** Rows that the findings are about: all, but a sample of 200,000 where a profile without a target has over 500,000. */
  readonly findingsRows: number;
  /** See `hashTable`. */
  readonly dataHash: string;
}

const quantileNames = ['p01', 'p05', 'p25', 'p50', 'p75', 'p95', 'p99'] as const;

/**
 * Profiles a source. `target` should be among the plan's `textColumns`; an unknown column is COLUMN_NOT_FOUND.
 *
 * @throws what `readTable` and `readTarget` throw.
 */
export async function profileSource(plan: SourcePlan, options: ProfileOptions = {}): Promise<Profile> {
  const table = await readTable(plan, { onProgress: options.onProgress, shared: true, signal: options.signal });
  const { timeColumn, groupColumn } = options;
  for (const name of [timeColumn, groupColumn, ...(options.exclude ?? [])]) {
    if (name !== undefined) columnOf(table, name, `source "${plan.source}"`);
  }
  // With a target in view the columns are looked at as training would: what a derived column is made of is no feature.
  const sources = options.target === undefined ? [] : plan.derive.flatMap((derived) => derived.sources);
  return profileTable(table, { ...options, exclude: [...(options.exclude ?? []), ...sources] });
}

export interface ProfileOptions {
  readonly target?: string;
  /** Orders the rows; findings then know what is past and what is future. */
  readonly timeColumn?: string;
  /** Names the entity of a row. */
  readonly groupColumn?: string;
  /** Columns that are no features; findings do not look at them. */
  readonly exclude?: readonly string[];
  readonly onProgress?: OnProgress;
  /** Ends the profile with CANCELLED. */
  readonly signal?: AbortSignal;
}

/** Profiles a table in memory. Large tables on shared memory are hashed in a second thread meanwhile. */
export async function profileTable(
  table: Table,
  { target, timeColumn, groupColumn, exclude, onProgress, signal }: ProfileOptions = {},
): Promise<Profile> {
  const digest = digestOf(table);
  const roles = inferRoles(table, { target, timeColumn, groupColumn, exclude });
  const total = table.columns.length + 2;
  const columns: ColumnProfile[] = [];
  for (const [i, column] of table.columns.entries()) {
    await checkpoint(signal, 'profile');
    onProgress?.({ stage: 'profile', done: i, total, note: column.name });
    columns.push(profileColumn(column, roles[i].role));
  }
  await checkpoint(signal, 'profile');
  onProgress?.({ stage: 'profile', done: total - 2, total, note: 'findings' });
  const looked = target === undefined ? sampled(table) : table;
  const findings = findingsOf({ table: looked, roles, timeColumn, groupColumn }, target);
  await checkpoint(signal, 'profile');
  onProgress?.({ stage: 'profile', done: total - 1, total, note: 'data hash' });
  const measured = new Set(roles.flatMap(({ name, role }) => (role === 'id' || role === 'constant' ? [] : [name])));
  const numeric = table.columns.flatMap((column) =>
    column.kind === 'number' && measured.has(column.name) ? [column] : [],
  );
  const found = correlations(numeric);
  const dataHash = await digest;
  onProgress?.({ stage: 'profile', done: total, total });
  return { rows: table.nRows, columns, correlations: found, findings, findingsRows: looked.nRows, dataHash };
}

/** Above `rows` rows, findings of a profile without a target come from `blocks` evenly spaced runs of `run` rows. */
const sampling = { rows: 500_000, blocks: 200, run: 1000 };

function sampled(table: Table): Table {
  if (table.nRows <= sampling.rows) return table;
  const rows = Int32Array.from({ length: sampling.blocks * sampling.run }, (_, i) => {
    const block = Math.floor(i / sampling.run);
    return Math.floor((block * (table.nRows - sampling.run)) / (sampling.blocks - 1)) + (i % sampling.run);
  });
  return takeRows(table, rows);
}

function findingsOf(input: FindingInput, name: string | undefined): Finding[] {
  if (name === undefined) return dataFindings(input);
  const { table } = input;
  const { target, rows } = readTarget(table, name);
  const targetMissing = table.nRows - rows.length;
  return dataFindings({
    ...input,
    table: targetMissing === 0 ? table : takeRows(table, rows),
    target,
    targetMissing,
  });
}

export function profileColumn(column: Column, role: Role): ColumnProfile {
  const { name, kind } = column;
  const nothing = { name, kind, role, min: null, max: null, mean: null, sd: null, quantiles: null };
  switch (column.kind) {
    case 'string':
      return { ...nothing, ...profileTexts(column) };
    case 'boolean':
      return { ...nothing, ...profileTruths(column) };
    default: {
      const found = summariseNumbers(column.values, column.kind === 'number');
      const tell = column.kind === 'datetime' ? (ms: number) => new Date(ms).toISOString() : (value: number) => value;
      const isEmpty = Number.isNaN(found.min);
      const isNumber = column.kind === 'number' && !isEmpty;
      const entries = quantileLevels.map((_, i) => [quantileNames[i], tell(found.quantiles[i])]);
      return {
        ...nothing,
        missing: column.values.length - found.present,
        distinct: found.distinct,
        min: isEmpty ? null : tell(found.min),
        max: isEmpty ? null : tell(found.max),
        mean: isNumber ? found.mean : null,
        sd: isNumber && !Number.isNaN(found.sd) ? found.sd : null,
        quantiles: isEmpty ? null : Object.fromEntries(entries),
        top: found.top.map(({ value, count }) => ({
          value: Number.isFinite(value) ? tell(value) : String(value),
          count,
        })),
      };
    }
  }
}

function profileTexts({ codes, dictionary }: StringColumn): Pick<ColumnProfile, 'missing' | 'distinct' | 'top'> {
  const counts = new Int32Array(dictionary.length);
  let missing = 0;
  for (let row = 0; row < codes.length; row++) {
    if (codes[row] < 0) missing++;
    else counts[codes[row]]++;
  }
  let distinct = 0;
  let threshold = 0;
  let top: { value: string; count: number }[] = [];
  counts.forEach((count, code) => {
    if (count > 0) distinct++;
    if (count === 0 || count < threshold) return;
    top.push({ value: dictionary[code], count });
    if (top.length < 4 * topValues) return;
    top = mostFrequent(top);
    threshold = top[top.length - 1].count;
  });
  return { missing, distinct, top: mostFrequent(top) };
}

function mostFrequent(values: { value: string; count: number }[]): { value: string; count: number }[] {
  return values.sort((a, b) => b.count - a.count || compareCodeUnits(a.value, b.value)).slice(0, topValues);
}

function profileTruths(column: BooleanColumn): Pick<ColumnProfile, 'missing' | 'distinct' | 'top' | 'mean'> {
  const missing = missingCount(column);
  const present = column.values.length - missing;
  const yes = column.values.reduce((sum, value) => sum + (value === 1 ? 1 : 0), 0);
  const counts = [
    { value: false, count: present - yes },
    { value: true, count: yes },
  ].filter(({ count }) => count > 0);
  counts.sort((a, b) => b.count - a.count || Number(a.value) - Number(b.value));
  return { missing, distinct: counts.length, mean: present > 0 ? yes / present : null, top: counts };
}
