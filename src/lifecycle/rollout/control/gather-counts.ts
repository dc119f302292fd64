/** What all servers counted since the leader last looked, as one observation. */
import type { RecordsTransaction } from '../../../store/records/registry-tables.ts';
import type { VariantCounts } from '../counts.ts';
import type { RolloutEvent } from '../events.ts';
import type { ComparedPairs, RolloutRecord } from '../record/rollout-record.ts';
import type { KeptCounts } from '../serving/send-counts.ts';

export interface Gathered {
  readonly event: RolloutEvent;
  readonly pairs: ComparedPairs;
}

/** Letters of servers that one observation takes in; the next one takes the others. */
const mostLetters = 200;

/**
 * Takes the counts of a rollout out of the store, in the transaction that keeps what they lead to: whoever is killed in between has
 * counted nothing, and nothing counts twice.
 *
 * @param now the leader's time. @returns undefined when no server has sent anything.
 */
export async function gatherCounts(
  db: RecordsTransaction,
  { rolloutId, state, pairs: before }: RolloutRecord,
  now: number,
): Promise<Gathered | undefined> {
  const rows = await db
    .selectFrom('rollout_counts')
    .selectAll()
    .where('rollout_id', '=', rolloutId)
    .orderBy('server')
    .orderBy('sequence')
    .limit(mostLetters)
    .execute();
  if (rows.length === 0) return undefined;
  const counts: VariantCounts[] = [];
  let severalUnits = 0;
  let pairs = before;
  for (const row of rows) {
    const kept = JSON.parse(row.counts) as KeptCounts;
    // Units that were divided by other shares say nothing about these.
    const isOfNow = kept.revision === state.revision;
    counts.push(...(isOfNow ? kept.counts : kept.counts.map((one) => ({ ...one, units: 0 }))));
    if (isOfNow) severalUnits += kept.severalUnits;
    pairs = addPairs(pairs, kept.pairs);
    await db
      .deleteFrom('rollout_counts')
      .where('rollout_id', '=', rolloutId)
      .where('server', '=', row.server)
      .where('sequence', '=', row.sequence)
      .execute();
  }
  const { token, observed } = state;
  return { event: { kind: 'observation', token, now, sequence: observed + 1, counts, severalUnits }, pairs };
}

function addPairs(a: ComparedPairs, b: ComparedPairs): ComparedPairs {
  return {
    pairs: a.pairs + b.pairs,
    equal: a.equal + b.equal,
    distance: a.distance + b.distance,
    greatest: Math.max(a.greatest, b.greatest),
    dropped: a.dropped + b.dropped,
  };
}
