/** Ten times as many requests as can be answered, for a minute: what is still answered, how fast the rest is refused, how soon all is well. */

import { highestRate } from '../arrivals.mjs';
import { offer } from '../offer.mjs';
import { namedRow, openServer } from '../servers.mjs';

export const title = 'ten times the load';

/** The generator cannot send ten times what single rows would take. */
const rowsPerRequest = 200;
const connections = 512;

export async function measure({ model, folder, probeSeconds, overloadSeconds }) {
  const server = await openServer('modelwright', model);
  try {
    const rows = Array.from({ length: rowsPerRequest }, (_, i) => namedRow({ ...model, rows: [model.rows[i]] }));
    const request = { ...server, body: JSON.stringify({ rows }) };
    const at = (rate, seconds, more) => offer(request, folder, { rate, seconds, settleMs: 1000, connections, ...more });
    await at(50, 4);
    // The peak is what is answered when slightly more than enough is asked for, not a rate with a latency to keep.
    const isMet = async (rate) => {
      const { statuses, sent, gaveUp } = await at(rate, probeSeconds + 1, { drops: true, backlog: 100 });
      return !gaveUp && (statuses[200]?.count ?? 0) >= 0.99 * sent;
    };
    const peak = await highestRate(isMet, { first: 200, least: 10, most: 5000, precision: 0.1 });
    const seconds = overloadSeconds + 1;
    const { statuses, sent, dropped, failed, unanswered } = await at(10 * peak, seconds, {
      drops: true,
      backlog: 1000,
    });
    const overEnded = performance.now();
    const recoveredMs = await untilWell(at, peak / 2, overEnded);
    const goodput = statuses[200].count / overloadSeconds;
    const refused = statuses[503];
    return [
      { name: `peak, ${rowsPerRequest} rows per request`, value: `${peak.toFixed(0)}/s` },
      { name: 'offered', value: `${(10 * peak).toFixed(0)}/s for ${overloadSeconds} s` },
      {
        name: 'goodput',
        value: `${goodput.toFixed(0)}/s, ${((goodput / peak) * 100).toFixed(0)} % of peak`,
        target: 'at least 95 %',
      },
      { name: 'answers, p50 / p99 since sent', value: pair(statuses[200].fromSent) },
      {
        name: 'refusals, p50 / p99 since sent',
        value: refused ? pair(refused.fromSent) : 'none',
        target: 'under 5 ms',
      },
      { name: 'all is well again after', value: `${(recoveredMs / 1000).toFixed(1)} s`, target: '2 s' },
      {
        name: 'sent, never sent (no connection free), broken, unanswered',
        value: `${sent}, ${dropped}, ${failed}, ${unanswered}`,
      },
    ];
  } finally {
    await server.close();
  }
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
