/** What the prediction log costs: the answers of a second when more is asked for than can be answered, with and without it, in turn. */
import { median, quantile } from '../../measure.mjs';
import { offer } from '../offer.mjs';
import { openServer } from '../servers.mjs';

export const title = 'the prediction log: throughput with and without it';

/** Few enough connections that nobody is sent away, and more requests than can be answered. */
const crowd = { seconds: 3, settleMs: 1000, connections: 32, rate: 40_000, drops: true, backlog: 100 };
const pairsOfRepeat = 8;

export async function measure({ model, folder, repeats }) {
  const ratios = [];
  const rates = { logged: [], unlogged: [] };
  const processor = { logged: [], unlogged: [] };
  for (let i = 0; i < repeats; i++) {
    const server = await openServer('modelwright, as a library', model);
    try {
      // The compiler has done its work after some seconds of the load itself, of both kinds.
      await inTurn(server, () => offer(server, folder, { ...crowd, seconds: 8 }));
      const micros = await inTurn(server, () => microsOfRequest(server, folder));
      for (const side of Object.keys(processor)) processor[side].push(micros[side]);
      // In turn and for a short time each: what else the machine does is the same for both.
      for (let pair = 0; pair < pairsOfRepeat; pair++) {
        const answers = await inTurn(server, () => answersOfSecond(server, folder));
        for (const side of Object.keys(rates)) rates[side].push(answers[side]);
        ratios.push(answers.logged / answers.unlogged);
      }
    } finally {
      await server.close();
    }
  }
  const cost = (ratio) => `${((1 - ratio) * 100).toFixed(1)} %`;
  const [least, most] = [quantile(ratios, 0.75), quantile(ratios, 0.25)].map(cost);
  return [
    { name: 'answers a second, logged', value: median(rates.logged).toFixed(0) },
    { name: 'answers a second, nothing logged', value: median(rates.unlogged).toFixed(0) },
    {
      name: `cost, median of ${ratios.length} pairs (and its quartiles)`,
      value: `${cost(median(ratios))} (${least} to ${most})`,
      target: 'at most 5 %',
    },
    {
      name: 'processor time of a request at 2,000/s, logged',
      value: `${median(processor.logged).toFixed(0)} microseconds`,
    },
    { name: 'the same, nothing logged', value: `${median(processor.unlogged).toFixed(0)} microseconds` },
  ];
}

/** What both sides give, one after the other: one process that logs at first, and at last again. */
async function inTurn({ pid }, measured) {
  const logged = await measured();
  process.kill(pid, 'SIGUSR2');
  const unlogged = await measured();
  process.kill(pid, 'SIGUSR2');
  return { logged, unlogged };
}

async function answersOfSecond(server, folder) {
  const { statuses } = await offer(server, folder, crowd);
  return statuses[200].count / (crowd.seconds - crowd.settleMs / 1000);
}

async function microsOfRequest(server, folder) {
  const [rate, seconds] = [2000, 6];
  const before = await processorSeconds(server);
  await offer(server, folder, { rate, seconds });
  return (((await processorSeconds(server)) - before) / (rate * seconds)) * 1e6;
}

async function processorSeconds({ url }) {
  const text = await (await fetch(`${url}/metrics`)).text();
  return Number(/^process_cpu_seconds_total (\S+)$/m.exec(text)[1]);
}
