/** Hands what a server counted on to whoever leads: in one transaction, kept once however often it is sent. */
import { setTimeout as sleep } from 'node:timers/promises';
import { monotonicMs } from '../../../core/clock.ts';
import { sha256 } from '../../../core/hash.ts';
import type { Store } from '../../../store/open-store.ts';
import type { RecordsTransaction } from '../../../store/records/registry-tables.ts';
import type { ActiveRoute } from './active-route.ts';
import type { Routes } from './open-routes.ts';
import type { SentCounts } from './request-counts.ts';

/** What a row of counts holds. */
export interface KeptCounts extends Omit<SentCounts, 'units'> {
  readonly severalUnits: number;
  /** Of the route that the units were divided by. */
  readonly revision: number;
}

interface Letter {
  readonly active: ActiveRoute;
  readonly sequence: number;
  readonly sent: SentCounts;
}

const sendEveryMs = 500;
const lookEveryMs = 50;
/** So many bad answers are handed on at once. */
const hurryAt = 3;
/** Units of a rollout that are kept; later ones are not counted. */
const mostUnits = 100_000;
const statementRows = 400;
const unitDigits = 24;

/** Sends until it is closed; `close` sends what is left. */
export class CountSender {
  readonly #store: Pick<Store, 'records'>;
  readonly #routes: Pick<Routes, 'all' | 'heard'>;
  readonly #server: string;
  readonly #onSent: () => void;
  readonly #stopped = new AbortController();
  #running: Promise<void> = Promise.resolve();
  #sequence = 0;
  /** What could not be sent yet, one letter a rollout. */
  readonly #unsent = new Map<string, Letter>();

  /** @param server differs from that of every other process. @param onSent hears that something was handed on. */
  constructor(
    store: Pick<Store, 'records'>,
    routes: Pick<Routes, 'all' | 'heard'>,
    server: string,
    onSent: () => void = () => {},
  ) {
    this.#store = store;
    this.#routes = routes;
    this.#server = server;
    this.#onSent = onSent;
  }

  start(): void {
    this.#running = this.#sendUntilStopped();
  }

  async close(): Promise<void> {
    this.#stopped.abort();
    await this.#running;
    await this.send();
  }

  /** Hands everything on. Never throws: what fails is tried again, and until then this server counts as not heard. */
  async send(): Promise<void> {
    let isHeard = true;
    let isSent = false;
    for (const active of this.#routes.all()) {
      const { rolloutId } = active.route;
      const letter = this.#unsent.get(rolloutId) ?? this.#letter(active);
      if (!letter) continue;
      this.#unsent.set(rolloutId, letter);
      try {
        await this.#store.records.transaction().execute((db) => this.#keep(db, letter));
        this.#unsent.delete(rolloutId);
        isSent = true;
      } catch {
        isHeard = false;
      }
    }
    this.#routes.heard(isHeard);
    if (isSent) this.#onSent();
  }

  #letter(active: ActiveRoute): Letter | undefined {
    const sent = active.counts.take();
    return sent && { active, sequence: ++this.#sequence, sent };
  }

  async #keep(db: RecordsTransaction, { active, sequence, sent }: Letter): Promise<void> {
    const { rolloutId, revision } = active.route;
    const open = await db
      .selectFrom('rollouts')
      .select('rollout_id')
      .where('rollout_id', '=', rolloutId)
      .where('ended_at', 'is', null)
      .executeTakeFirst();
    if (!open) return;
    const { units, ...rest } = sent;
    const { firstSeen, several } = await keepUnits(db, rolloutId, revision, units);
    const counts = rest.counts.map((one) => ({ ...one, units: one.units + (firstSeen.get(one.variant) ?? 0) }));
    const kept: KeptCounts = { counts, pairs: rest.pairs, severalUnits: several, revision };
    await db
      .insertInto('rollout_counts')
      .values({ rollout_id: rolloutId, server: this.#server, sequence, counts: JSON.stringify(kept) })
      .onConflict((conflict) => conflict.columns(['rollout_id', 'server', 'sequence']).doNothing())
      .execute();
  }

  async #sendUntilStopped(): Promise<void> {
    const { signal } = this.#stopped;
    let sentAtMs = monotonicMs();
    while (!signal.aborted) {
      await sleep(lookEveryMs, undefined, { signal, ref: false }).catch(() => {});
      const isHurried = this.#routes.all().some(({ counts }) => counts.bad >= hurryAt);
      if (signal.aborted || (!isHurried && monotonicMs() - sentAtMs < sendEveryMs)) continue;
      sentAtMs = monotonicMs();
      await this.send();
    }
  }
}

/** Keeps the units that no server had seen. `several`: those that another variant answered under the same route. */
async function keepUnits(
  db: RecordsTransaction,
  rolloutId: string,
  revision: number,
  units: SentCounts['units'],
): Promise<{ firstSeen: Map<string, number>; several: number }> {
  const firstSeen = new Map<string, number>();
  let several = 0;
  if (units.length === 0) return { firstSeen, several };
  const { count } = await db
    .selectFrom('rollout_units')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('rollout_id', '=', rolloutId)
    .executeTakeFirstOrThrow();
  const named = units.map(([unit, variant]) => ({ unit: sha256(unit).slice(0, unitDigits), variant }));
  let room = mostUnits - Number(count);
  for (let from = 0; from < named.length; from += statementRows) {
    const some = named.slice(from, from + statementRows);
    const known = new Map(
      (
        await db
          .selectFrom('rollout_units')
          .select(['unit', 'variant', 'revision'])
          .where('rollout_id', '=', rolloutId)
          .where(
            'unit',
            'in',
            some.map(({ unit }) => unit),
          )
          .execute()
      ).map((row) => [row.unit, row]),
    );
    for (const { unit, variant } of some) {
      const before = known.get(unit);
      if (before && before.revision === revision && before.variant !== variant) several++;
    }
    const fresh = some.filter(({ unit }) => !known.has(unit)).slice(0, Math.max(0, room));
    room -= fresh.length;
    if (fresh.length === 0) continue;
    await db
      .insertInto('rollout_units')
      .values(fresh.map(({ unit, variant }) => ({ rollout_id: rolloutId, unit, variant, revision })))
      .execute();
    for (const { variant } of fresh) firstSeen.set(variant, (firstSeen.get(variant) ?? 0) + 1);
  }
  return { firstSeen, several };
}
