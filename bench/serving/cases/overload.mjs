/** Ten times as many requests as can be answered, for a minute: what is still answered, how fast the rest is refused, how soon all is well. */

import { highestRate } from '../arrivals.mjs';
import { holdsMostly, offer } from '../offer.mjs';
import { namedRow, openServer } from '../servers.mjs';

export const title = 'ten times the load';

/** The generator cannot send ten times what single rows would take: many rows in a large body, and one row that takes long. */
const kinds = {
  '200 rows': (model) => ({
    rows: Array.from({ length: 200 }, (_, i) => namedRow({ ...model, rows: [model.rows[i]] })),
  }),
  'one row, explained': (model) => ({ rows: [namedRow(model)], explain: true }),
};
const connections = 512;

export async function measure({ model, folder, probeSeconds, overloadSeconds }) {
  const rows = [];
  for (const [kind, bodyOf] of Object.entries(kinds)) {
    const server = await openServer('modelwright', model);
    try {
      const request = { ...server, body: JSON.stringify(bodyOf(model)) };
      const at = (rate, seconds, more) =>
        offer(request, folder, { rate, seconds, settleMs: 1000, connections, ...more });
      rows.push(...(await overloaded(at, { probeSeconds, overloadSeconds })).map((row) => [kind, ...row]));
    } finally {
      await server.close();
    }
  }
  return { columns: ['request', '', 'measured', 'target'], rows };
}

async function overloaded(at, { probeSeconds, overloadSeconds }) {
  await at(50, 4);
  // The peak is what is answered when slightly more than enough is asked for, not a rate with a latency to keep.
  const isMetOnce = async (rate) => {
    const { statuses, sent, gaveUp } = await at(rate, probeSeconds + 1, { drops: true, backlog: 100 });
    return !gaveUp && (statuses[200]?.count ?? 0) >= 0.99 * sent;
  };
  // A moment of something else would make the peak too low, and what is left of it under the load look good.
  const isMet = (rate) => holdsMostly(() => isMetOnce(rate));
  const peak = await highestRate(isMet, { first: 200, least: 10, most: 5000, precision: 0.1 });
  const over = { drops: true, backlog: 1000 };
  const { statuses, sent, dropped, failed, unanswered } = await at(10 * peak, overloadSeconds + 1, over);
  const overEnded = performance.now();
  const recoveredMs = await untilWell(at, peak / 2, overEnded);
  const goodput = statuses[200].count / overloadSeconds;
  const refused = statuses[503];
  return [
    ['peak', `${peak.toFixed(0)}/s`, ''],
    ['offered', `${(10 * peak).toFixed(0)}/s for ${overloadSeconds} s`, ''],
    ['goodput', `${goodput.toFixed(0)}/s, ${((goodput / peak) * 100).toFixed(0)} % of peak`, 'at least 95 %'],
    ['answers, p50 / p99 since sent', pair(statuses[200].fromSent), ''],
    ['refusals, p50 / p99 since sent', refused ? pair(refused.fromSent) : 'none', 'under 5 ms'],
    ['all is well again after', `${(recoveredMs / 1000).toFixed(1)} s`, '2 s'],
    ['sent, never sent (no connection free), broken, unanswered', `${sent}, ${dropped}, ${failed}, ${unanswered}`, ''],
  ];
}

const pair = ({ p50, p99 }) => `${p50.toFixed(1)} / ${p99.toFixed(1)} ms`;

/** Asks at half the peak, half a second at a time, until nobody is refused or waits longer than 50 ms. */
async function untilWell(at, rate, since) {
  for (;;) {
    const beganAt = performance.now();
    const { statuses, sent } = await at(rate, 0.5, { settleMs: 0, connections: 64 });
    const good = statuses[200];
    if (good?.count === sent && good.p99 <= 50) return beganAt - since;
    if (performance.now() - since > 30_000) return Number.POSITIVE_INFINITY;
  }
}
