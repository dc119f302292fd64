/** What the prediction log costs: the answers of a second when more is asked for than can be answered, with and without it, in turn. */
import { median, quantile } from '../../measure.mjs';
import { offer } from '../offer.mjs';
import { openServer } from '../servers.mjs';

export const title = 'the prediction log: throughput with and without it';

const sides = ['modelwright', 'modelwright, nothing logged'];
/** Few enough connections that nobody is sent away, and more requests than can be answered. */
const crowd = { seconds: 3, settleMs: 1000, connections: 32, rate: 40_000, drops: true, backlog: 100 };
const pairsOfRepeat = 8;

export async function measure({ model, folder, repeats }) {
  const ratios = [];
  const rates = sides.map(() => []);
  const processor = sides.map(() => []);
  for (let i = 0; i < repeats; i++) {
    const servers = [];
    try {
      for (const side of sides) servers.push(await openServer(side, model));
      // The compiler has done its work after some seconds of the load itself.
      for (const server of servers) await offer(server, folder, { ...crowd, seconds: 8 });
      for (const [side, server] of servers.entries()) processor[side].push(await microsOfRequest(server, folder));
      // In turn and for a short time each: what else the machine does is the same for both.
      for (let pair = 0; pair < pairsOfRepeat; pair++) {
        const [logged, unlogged] = [
          await answersOfSecond(servers[0], folder),
          await answersOfSecond(servers[1], folder),
        ];
        rates[0].push(logged);
        rates[1].push(unlogged);
        ratios.push(logged / unlogged);
      }
    } finally {
      for (const server of servers) await server.close();
    }
  }
  const cost = (ratio) => `${((1 - ratio) * 100).toFixed(1)} %`;
  const [least, most] = [quantile(ratios, 0.75), quantile(ratios, 0.25)].map(cost);
  return [
    { name: 'answers a second, logged', value: median(rates[0]).toFixed(0) },
    { name: 'answers a second, nothing logged', value: median(rates[1]).toFixed(0) },
    {
      name: `cost, median of ${ratios.length} pairs (and its quartiles)`,
      value: `${cost(median(ratios))} (${least} to ${most})`,
      target: 'at most 5 %',
    },
    {
      name: 'processor time of a request at 2,000/s, logged',
      value: `${median(processor[0]).toFixed(0)} microseconds`,
    },
    { name: 'the same, nothing logged', value: `${median(processor[1]).toFixed(0)} microseconds` },
  ];
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
