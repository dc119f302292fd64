/** Erasure by subject: a tombstone, the log without the subject's events, their labels, an audit entry, and what models still keep. */
import { setTimeout as sleep } from 'node:timers/promises';
import { requireWanted } from '../core/checkpoint.ts';
import { monotonicMs } from '../core/clock.ts';
import type { Store } from '../store/open-store.ts';
import type { Subject } from '../store/privacy/erasures.ts';
import { versionsWithSubject } from './versions-with-subject.ts';

const lookAgainMs = 1_000;

/** @throws STORE_UNWRITABLE, CANCELLED; the tombstone stands then, and the same command finishes the work. */
export async function erasePredictions(
  store: Store,
  {
    subject,
    actor,
    waitMs,
    signal,
  }: { readonly subject: Subject; readonly actor: string; readonly waitMs: number; readonly signal?: AbortSignal },
) {
  const erasureId = await store.erasures.add(subject);
  const column = 'column' in subject ? subject.column : null;
  const count = 'column' in subject ? subject.values.length : subject.predictionIds.length;
  await store.audit.transact(async (_, record) => {
    const details = { erasureId, column, count };
    await record({ actor, action: 'predictions.erase', subject: subject.model ?? 'all models', details });
  });
  const untilMs = monotonicMs() + waitMs;
  let sweep = await store.predictions.applyErasures();
  let { events: gone, segments } = sweep;
  let events = gone + sweep.pendingEvents;
  while (sweep.pending > 0 && monotonicMs() < untilMs) {
    await sleep(lookAgainMs);
    requireWanted(signal, 'predictions erase');
    sweep = await store.predictions.applyErasures();
    gone += sweep.events;
    segments += sweep.segments;
    // Files that servers have given up since are without them, and not counted here.
    events = Math.max(events, gone + sweep.pendingEvents);
  }
  const models = 'column' in subject ? await versionsWithSubject(store, subject) : [];
  const { unreadable, pending, pendingEvents } = sweep;
  return { erasureId, events, segments, unreadable, pending, pendingEvents, models };
}
