/** The highest rate of single rows that a server answers with a 99th percentile of 10 ms, and how fast it is at 500 requests per second. */
import { median } from '../../measure.mjs';
import { highestRate } from '../arrivals.mjs';
import { holdsMostly, isGood, offer } from '../offer.mjs';
import { peerFigures } from '../peer-figures.mjs';
import { processorSeconds } from '../pinned.mjs';
import { openServer, peers } from '../servers.mjs';

export const title = 'one row per request over HTTP, 100 trees x 63 leaves: ours beside the peers';

const goals = { fastapi: 10, mlflow: 10, bentoml: 5, mlserver: 3 };
const steadyRate = 500;
const settleMs = 1000;
const [leastRate, mostRate] = [30, 40_000];

export async function measure({ model, folder, repeats, probeSeconds, again }) {
  const sideOf = (name) => figuresOf(name, { model, folder, repeats, probeSeconds });
  const ours = await sideOf('modelwright');
  const rows = [rowOf('modelwright', ours, ours, '')];
  for (const peer of peers) {
    const figures = await peerFigures(`${peer}-peak`, { peer, again, repeats, probeSeconds }, () => sideOf(peer));
    rows.push(rowOf(peer, figures, ours, `${goals[peer]}`));
  }
  const columns = [
    'server',
    'highest rate, p99 <= 10 ms',
    'ours / peer',
    'goal',
    'p50 at 500/s',
    'p99 at 500/s',
    'processor time of a request',
    'peer / ours',
  ];
  const notes = [
    `Requests per second, medians of ${repeats} searches (in brackets: the least and the most), ${probeSeconds} s a rate after ${settleMs / 1000} s that do not count, 10 % precision, and a rate holds when two of three tries do; goals at 500 requests per second: p50 1 ms, p99 5 ms.`,
    'Each server is one process with one worker, asked in its own form, and answers the row as LightGBM does. Ours also logs every prediction.',
  ];
  return { columns, rows, notes };
}

/** Every repeat has a process of its own. */
async function figuresOf(name, { model, folder, repeats, probeSeconds }) {
  const [rates, p50s, p99s, costs] = [[], [], [], []];
  for (let i = 0; i < repeats; i++) {
    const server = await openServer(name, model);
    try {
      const at = (rate, seconds = probeSeconds) =>
        offer(server, folder, { rate, seconds: seconds + settleMs / 1000, settleMs });
      const isHeld = async (rate) => {
        const isWell = isGood(await at(rate));
        // A queue that is left over would be charged to the next rate.
        if (!isWell) await new Promise((resolve) => setTimeout(resolve, 1000));
        return isWell;
      };
      await at(steadyRate, 2);
      const before = processorSeconds(server);
      const seconds = Math.max(4, probeSeconds);
      const { statuses } = await at(steadyRate, seconds);
      costs.push(((processorSeconds(server) - before) / (steadyRate * (seconds + settleMs / 1000))) * 1e6);
      p50s.push(statuses[200].p50);
      p99s.push(statuses[200].p99);
      const found = await highestRate((rate) => holdsMostly(() => isHeld(rate)), {
        first: 1000,
        least: leastRate,
        most: mostRate,
        precision: 0.1,
      });
      rates.push(found);
      console.log(
        `  ${name}: ${found.toFixed(0)}/s, p50 ${p50s[i].toFixed(2)} ms, p99 ${p99s[i].toFixed(2)} ms, ${costs[i].toFixed(0)} microseconds`,
      );
    } finally {
      await server.close();
    }
  }
  const [rate, p50, p99, cost] = [rates, p50s, p99s, costs].map(median);
  return { rate, least: Math.min(...rates), most: Math.max(...rates), p50, p99, cost };
}

function rowOf(name, { rate, least, most, p50, p99, cost }, ours, goal) {
  // A server that does not hold the least rate that is tried has no rate to divide by.
  const isHeld = rate >= leastRate;
  const ratio = isHeld ? (ours.rate / rate).toFixed(1) : `over ${(ours.rate / leastRate).toFixed(0)}`;
  return [
    name,
    isHeld ? `${rate.toFixed(0)} (${least.toFixed(0)} to ${most.toFixed(0)})` : `under ${leastRate}`,
    goal === '' ? '' : ratio,
    goal,
    `${p50.toFixed(2)} ms`,
    `${p99.toFixed(2)} ms`,
    `${cost.toFixed(0)} microseconds`,
    goal === '' ? '' : (cost / ours.cost).toFixed(1),
  ];
}
