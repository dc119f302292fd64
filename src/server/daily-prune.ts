/** Retention by itself: once a day one server of a home removes logged predictions that are kept no longer. */
import { prunePredictions } from '../app/prune-predictions.ts';
import type { Store } from '../store/open-store.ts';
import { type DeclaredPrivacy, keepDaysOf, keepsForEver } from '../store/privacy/declared-privacy.ts';
import { endPruneTurn, takePruneTurn } from '../store/privacy/prune-turn.ts';

/** Who is named in the audit log. */
const actor = 'retention';
const lookMs = 10 * 60_000;

export interface DailyPrune {
  start(): void;
  /** Waits for what runs. */
  close(): Promise<void>;
}

/** Does nothing where everything is kept for ever. */
export function openDailyPrune(
  store: Store,
  privacy: DeclaredPrivacy | undefined,
  report: (error: unknown) => void,
): DailyPrune {
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();
  const look = () => {
    running = running.then(() => pruneInTurn(store, privacy)).catch(report);
  };
  return {
    start() {
      if (keepsForEver(privacy)) return;
      timer = setInterval(look, lookMs);
      timer.unref();
      look();
    },
    async close() {
      clearInterval(timer);
      await running;
    },
  };
}

async function pruneInTurn(store: Store, privacy: DeclaredPrivacy | undefined): Promise<void> {
  if (!(await takePruneTurn(store.records))) return;
  await prunePredictions(store, { actor, keepDays: (model) => keepDaysOf(privacy, model) });
  await endPruneTurn(store.records);
}
