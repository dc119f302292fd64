/** A second version of a run's choice, fitted on every row. No rows are left to judge it, so it is marked as not directly evaluated. */
import { plainJson } from '../core/plain-json.ts';
import type { Store } from '../store/open-store.ts';
import { registerVersion, resolveModel } from '../tracking/registry.ts';
import type { Decision } from './decision.ts';
import type { FinalModel } from './final-model.ts';
import type { TrainResult } from './finish.ts';
import { lineageOf, lineageSchema } from './lineage.ts';

/** Registers it. It never becomes champion by itself. */
export async function registerRefit(job: {
  readonly store: Store;
  readonly decision: Decision;
  readonly final: FinalModel;
  /** The judged version's run. */
  readonly result: TrainResult;
  readonly actor: string;
}): Promise<NonNullable<TrainResult['refit']>> {
  const { store, decision, final, result } = job;
  const parent = `${result.model.name}@${result.model.version}`;
  const judged = await resolveModel(store, parent);
  const { referenceHash, pageDataHash } = lineageSchema.parse(judged.lineage);
  await store.blobs.put(final.bytes);
  const { name, version, artifactHash } = await registerVersion(
    store,
    {
      name: judged.name,
      artifactHash: final.artifactHash,
      signature: judged.signature,
      lineage: plainJson(lineageOf(decision, { referenceHash, pageDataHash }, parent)),
      decision: plainJson(decision),
      verdict: result.lift.verdict,
      promotable: result.lift.verdict === 'lift',
      championIfFirst: false,
      directlyEvaluated: false,
    },
    { runId: result.runId, actor: job.actor },
  );
  return { name, version, artifactHash };
}
