/**
 * Drives the rollouts of a store: every server has a controller, and one of them leads each rollout. It gathers what all servers counted,
 * lets the rollout decide, and keeps the decision; servers carry it out by following routes. Killed anywhere, it leaves a state from
 * which the next one goes on.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { monotonicMs, stopwatch } from '../../../core/clock.ts';
import { distributionsReady } from '../../../math/distributions.ts';
import type { AuditedWork } from '../../../store/audit/audit-log.ts';
import type { Store } from '../../../store/open-store.ts';
import { applyEvent } from '../record/apply-event.ts';
import { type RolloutRecord, recordOfRow, rolloutById } from '../record/rollout-record.ts';
import { settlePromotion } from '../record/settle-promotion.ts';
import { takesOut } from '../takes-out.ts';
import { isUnderWay } from '../traffic.ts';
import { gatherCounts } from './gather-counts.ts';
import { gatherLabels } from './gather-labels.ts';
import { isLeaderless, takeOver, type Watched, watchLeader } from './lead-rollout.ts';

export interface ControllerOptions {
  /** Differs from that of every other controller. */
  readonly name: string;
  /** Time between two looks. */
  readonly everyMs?: number;
  /** A leader without a sign of life for so long is replaced. */
  readonly silentMs?: number;
  /** Hears what goes wrong; the next look tries again. */
  readonly report?: (error: unknown) => void;
  /** Hears that something was decided. */
  readonly onDecided?: () => void;
}

/** A leader gives a sign of life at least this often. */
const beatMs = 1_000;
/** A leader that was stopped for longer has not watched, so that time does not count. */
const longestPauseMs = 5_000;
const labelsEveryMs = 1_000;
/** Looking for labels takes at most one part in so many of the time. */
const labelsRest = 10;
/** Rollouts that one controller looks after. */
const mostRollouts = 200;

interface Led {
  readonly token: number;
  /** Reading of the monotonic clock up to which time was counted. */
  countedMs: number;
  labelsAfterMs: number;
}

export class RolloutController {
  readonly #store: Store;
  readonly #options: Required<ControllerOptions>;
  readonly #watched = new Map<string, Watched>();
  readonly #led = new Map<string, Led>();
  readonly #stopped = new AbortController();
  #wake = () => {};
  #running: Promise<void> = Promise.resolve();

  constructor(store: Store, options: ControllerOptions) {
    this.#store = store;
    this.#options = { everyMs: 250, silentMs: 3_000, report: () => {}, onDecided: () => {}, ...options };
  }

  start(): void {
    this.#running = this.#lookUntilStopped();
  }

  async close(): Promise<void> {
    this.#stopped.abort();
    this.#wake();
    await this.#running;
  }

  /** Looks at once: something was counted that should not wait. */
  hurry(): void {
    this.#wake();
  }

  /** One look at every rollout. */
  async look(): Promise<void> {
    const rows = await this.#store.records
      .selectFrom('rollouts')
      .selectAll()
      .where('settled', '=', 0)
      .limit(mostRollouts)
      .execute();
    const known = new Set(rows.map((row) => row.rollout_id));
    for (const id of this.#watched.keys()) if (!known.has(id)) this.#forget(id);
    for (const row of rows) await this.#lookAt(recordOfRow(row));
  }

  async #lookAt(record: RolloutRecord): Promise<void> {
    const { rolloutId } = record;
    const { name, silentMs } = this.#options;
    const now = monotonicMs();
    const watched = watchLeader(this.#watched.get(rolloutId), record, now);
    this.#watched.set(rolloutId, watched);
    const led = this.#led.get(rolloutId);
    if (led && (record.leader !== name || record.token !== led.token)) this.#led.delete(rolloutId);
    else if (led) return await this.#lead(record, led);
    if (!isLeaderless(watched, now, silentMs)) return;
    const taken = await takeOver(this.#store, record, watched, name);
    if (!taken) return;
    const fresh = { token: taken.token, countedMs: monotonicMs(), labelsAfterMs: now };
    this.#led.set(rolloutId, fresh);
    await this.#lead(taken, fresh);
  }

  async #lead(record: RolloutRecord, led: Led): Promise<void> {
    if (isUnderWay(record.state)) {
      await this.#count(record.rolloutId, led);
      if (monotonicMs() >= led.labelsAfterMs) await this.#countLabels(record, led);
    }
    const after = await rolloutById(this.#store.records, record.rolloutId);
    if (after?.state.promoted === undefined || after.isSettled) return;
    await settlePromotion(this.#store, after);
    this.#options.onDecided();
  }

  /** The counts of all servers, or the time that passed without any. */
  async #count(rolloutId: string, led: Led): Promise<void> {
    const counted = monotonicMs();
    const passed = Math.min(counted - led.countedMs, longestPauseMs);
    let isUrgent = false;
    const count: AuditedWork<boolean | undefined> = async (db, record) => {
      const before = await rolloutById(db, rolloutId);
      if (!before || before.token !== led.token || !isUnderWay(before.state)) return undefined;
      const now = before.state.at + Math.round(passed);
      const { token } = led;
      const beat = before.beat + 1;
      const moved = await movedChampion(before);
      if (moved !== undefined) {
        isUrgent = true;
        await applyEvent(db, record, before, { kind: 'abort', token, now }, { beat, reason: moved });
        return true;
      }
      const gathered = await gatherCounts(db, before, now);
      if (!gathered && passed < beatMs) return undefined;
      const event = gathered?.event ?? { kind: 'tick' as const, token, now };
      isUrgent = takesOut(before.state, event);
      const { state } = await applyEvent(db, record, before, event, { beat, pairs: gathered?.pairs });
      return state.revision !== before.state.revision;

      /** Somebody moved the alias by hand: what a rollout would do now is no longer what they want. */
      async function movedChampion({ model, state }: RolloutRecord): Promise<string | undefined> {
        const alias = await db
          .selectFrom('aliases')
          .select('version')
          .where('model', '=', model)
          .where('alias', '=', 'champion')
          .executeTakeFirst();
        const own = state.variants[0].version;
        return !alias || `${model}@${alias.version}` === own
          ? undefined
          : `the champion became version ${alias.version}`;
      }
    };
    const isMoved = await this.#store.audit.transact(count, { urgent: () => isUrgent });
    if (isMoved === undefined) return;
    led.countedMs = counted;
    if (isMoved) this.#options.onDecided();
  }

  async #countLabels(record: RolloutRecord, led: Led): Promise<void> {
    const elapsed = stopwatch();
    const found = await gatherLabels(this.#store, record);
    led.labelsAfterMs = monotonicMs() + Math.max(labelsEveryMs, labelsRest * elapsed());
    if (!found) return;
    const { cursor: labelCursor, counts, inContext } = found;
    let isUrgent = false;
    const keep: AuditedWork<void> = async (db, act) => {
      const before = await rolloutById(db, record.rolloutId);
      // Another look at the same labels was kept meanwhile: they count once.
      if (!before || before.token !== led.token || before.labelCursor !== record.labelCursor) return;
      if (!isUnderWay(before.state)) return;
      const { token, at: now, observed } = before.state;
      const sequence = observed + 1;
      const seen = { counts: [...counts], inContext: [...inContext], severalUnits: 0 };
      const event = { kind: 'observation' as const, token, now, sequence, ...seen };
      isUrgent = takesOut(before.state, event);
      await applyEvent(db, act, before, event, { labelCursor, beat: before.beat + 1 });
    };
    await this.#store.audit.transact(keep, { urgent: () => isUrgent });
  }

  #forget(rolloutId: string): void {
    this.#watched.delete(rolloutId);
    this.#led.delete(rolloutId);
  }

  async #lookUntilStopped(): Promise<void> {
    await distributionsReady();
    const { signal } = this.#stopped;
    while (!signal.aborted) {
      await this.look().catch((error: unknown) => this.#options.report(error));
      if (signal.aborted) return;
      const woken = new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      await Promise.race([woken, sleep(this.#options.everyMs, undefined, { signal, ref: false }).catch(() => {})]);
    }
  }
}
