/** Retention: what is older than the project keeps goes, and the audit log says so. */
import { nowMs } from '../core/clock.ts';
import type { Store } from '../store/open-store.ts';

const dayMs = 24 * 60 * 60_000;

/** @param keepDays by model; undefined keeps for ever. */
export async function prunePredictions(
  store: Store,
  { keepDays, actor }: { readonly keepDays: (model: string) => number | undefined; readonly actor: string },
) {
  const pruned = await store.predictions.prune((model) => {
    const days = keepDays(model);
    return days === undefined ? undefined : new Date(nowMs() - days * dayMs).toISOString();
  });
  const { segments, events, models } = pruned;
  if (segments > 0) {
    await store.audit.transact(async (_, record) => {
      const details = { segments, events };
      await record({ actor, action: 'predictions.prune', subject: models.join(', '), details });
    });
  }
  return { segments, events, models: [...models] };
}
