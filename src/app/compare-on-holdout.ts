/** Two models on the rows that a training sealed: each takes a counted look. */

import { ModelwrightError } from '../core/errors.ts';
import type { OnProgress } from '../core/progress.ts';
import { predictAnywhere } from '../estimators/predict-anywhere.ts';
import type { HoldoutState } from '../evaluate/sealed/holdout-state.ts';
import { plainCost } from '../evaluate/sealed/plain-look.ts';
import { formatCount } from '../report/number-format.ts';
import type { Store } from '../store/open-store.ts';
import { columnOf, takeRows } from '../table/table.ts';
import { type ModelVersion, resolveModel } from '../tracking/registry.ts';
import { type Look, lookOf, plainQuestion } from '../train/holdout-look.ts';
import { inputsOf } from '../train/prepare.ts';
import { type Answered, nameOf, type Pair } from './compare-on-source.ts';
import { learned, requireUnlearned, type Sealed, sealedBy, sealedWith } from './sealed-rows.ts';
import { truthOf } from './truth.ts';

export interface HoldoutComparison {
  readonly holdout?: string;
  readonly actor: string;
  readonly onProgress: OnProgress;
}

/** Asks the holdout of `holdout`, by default that of the first model. @throws the errors of holdouts, TASK_UNFIT */
export async function compareOnHoldout(
  store: Store,
  pair: Pair,
  classes: readonly string[],
  { holdout: owner, actor, onProgress }: HoldoutComparison,
): Promise<Answered> {
  const owning = owner === undefined ? pair[0].version : await resolveModel(store, owner);
  const sealed = await sealedBy(store, owning, onProgress);
  const { prepared, holdout } = sealed;
  let { rows } = sealed;
  for (const { version } of pair) rows = await unlearnedRows(store, version, { owning, sealed, rows }, onProgress);
  const { target } = pair[0].model.signature;
  if (target.task !== prepared.target.task || target.name !== prepared.target.name) {
    const problem = `the holdout is for "${prepared.target.name}" (${prepared.target.task})`;
    throw new ModelwrightError('TASK_UNFIT', { task: target.task, target: target.name, problem });
  }
  const all = takeRows(prepared.table, rows);
  const truth = truthOf(columnOf(all, target.name), { ...target, classes: [...classes] });
  const known = takeRows(all, truth.rows);
  const answers = [await predictAnywhere(pair[0].model, known), await predictAnywhere(pair[1].model, known)] as const;
  const seen: HoldoutState[] = [];
  const looks: Look[] = [];
  for (const [i, answer] of answers.entries()) {
    const looked = await store.holdouts.look<HoldoutState>({
      holdout,
      question: plainQuestion(answer),
      subject: `model ${nameOf(pair[i])}, compared with ${nameOf(pair[1 - i])}`,
      actor,
      answer: (before) => ({ outcome: 'plain', cost: plainCost, answer: before }),
    });
    seen.push(looked.answer);
    looks.push(lookOf(looked));
  }
  return {
    X: inputsOf({ ...prepared, table: known }),
    yTrue: truth.yTrue,
    answers,
    groups: prepared.groups && truth.rows.map((row) => prepared.groups![rows[row]]),
    before: seen[1].spent > seen[0].spent ? seen[1] : seen[0],
    judgedOn: `${formatCount(truth.rows.length)} sealed holdout rows of ${nameOf({ ...pair[0], version: owning })}`,
    notes: [...fewerNote(rows, sealed.rows), ...looks.map((look, i) => lookNote(nameOf(pair[i]), look))],
    looks: [looks[0], looks[1]],
  };
}

/** Of the rows, those that the version has not learned from, see `sealedWith`. @throws HOLDOUT_LEARNED where hardly any are left */
async function unlearnedRows(
  store: Store,
  version: ModelVersion,
  { owning, sealed, rows }: { owning: ModelVersion; sealed: Sealed; rows: Int32Array },
  onProgress: OnProgress,
): Promise<Int32Array> {
  if (version.name === owning.name && version.version === owning.version) {
    requireUnlearned(version, sealed);
    return rows;
  }
  const own = await sealedWith(store, version, sealed, onProgress);
  if (own === undefined) return rows;
  const both = new Set(own.rows);
  const left = rows.filter((row) => both.has(row));
  const numberedAlike = own.prepared.table.nRows === sealed.prepared.table.nRows;
  if (!numberedAlike || left.length < fewestSealed) throw learned(version);
  return left;
}

/** The same words each time the comparison is drawn: what was spent since stands elsewhere. */
function lookNote(model: string, { look }: Look): string {
  const wider = look > 1 ? '; intervals are widened by the looks before' : '';
  return `The figures of ${model} are look ${look} of this holdout${wider}.`;
}

/** Below this a comparison on what both have sealed says nothing. */
const fewestSealed = 50;

function fewerNote(rows: Int32Array, sealed: Int32Array): string[] {
  if (rows.length === sealed.length) return [];
  const [few, all] = [rows, sealed].map(({ length }) => formatCount(length));
  return [`Compared on the ${few} of ${all} sealed rows that both trainings had sealed.`];
}
