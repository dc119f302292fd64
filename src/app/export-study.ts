/** The trials of a study as a file for other tools. */
import type { Json } from '../core/canonical-json.ts';
import type { Store } from '../store/open-store.ts';
import { getStudy, readTrials } from '../tracking/studies.ts';
import type { TrialRecord } from '../tracking/trial-rows.ts';
import { writeOutput } from './write-output.ts';

type Cell = string | number | boolean | null;

interface ExportStudyRequest {
  readonly study: string;
  readonly format: 'csv' | 'json';
  /** Default: the name of the study, in the current folder. */
  readonly output?: string;
}

/** Writes every trial in order of number. @throws STUDY_NOT_FOUND, OUTPUT_UNWRITABLE */
export async function exportStudy(store: Store, { study, format, output }: ExportStudyRequest) {
  const { studyId, name, definition, createdAt } = await getStudy(store, study);
  const trials = await readTrials(store, studyId);
  const path = output ?? `${name.replaceAll(' ', '-')}.${format}`;
  const content =
    format === 'csv' ? csvOf(trials) : `${JSON.stringify({ name, createdAt, definition, trials }, exactNumber, 1)}\n`;
  await writeOutput(path, content);
  return { study: name, format, output: path, trials: trials.length, bytes: Buffer.byteLength(content) };
}

/** JSON has no infinities and no NaN; their names say more than null. */
function exactNumber(_: string, value: unknown): unknown {
  return typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;
}

/** A column for each parameter and attribute that any trial has. */
function csvOf(trials: readonly TrialRecord[]): string {
  const names = (of: (trial: TrialRecord) => object) => [...new Set(trials.flatMap((trial) => Object.keys(of(trial))))];
  const params = names((trial) => trial.params);
  const attributes = names((trial) => trial.attributes);
  const most = trials.reduce((sofar, trial) => Math.max(sofar, trial.values?.length ?? 1), 1);
  const values = Array.from({ length: most }, (_, v) => v);
  const head = [
    'number',
    'state',
    ...(values.length === 1 ? ['value'] : values.map((v) => `value_${v}`)),
    ...params.map((name) => `param_${name}`),
    ...attributes.map((name) => `attribute_${name}`),
    'started_at',
    'finished_at',
    'problem',
  ];
  const rows = trials.map((trial): Cell[] => [
    trial.number,
    trial.state,
    ...values.map((v) => trial.values?.[v] ?? null),
    ...params.map((name) => (Object.hasOwn(trial.params, name) ? trial.params[name] : null)),
    ...attributes.map((name) => (Object.hasOwn(trial.attributes, name) ? plain(trial.attributes[name]) : null)),
    trial.startedAt,
    trial.finishedAt,
    trial.problem,
  ]);
  return [head, ...rows].map((row) => `${row.map(quoted).join(',')}\n`).join('');
}

function plain(value: Json): Cell {
  return value !== null && typeof value === 'object' ? JSON.stringify(value) : value;
}

function quoted(cell: Cell): string {
  if (cell === null) return '';
  const text = String(cell);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
