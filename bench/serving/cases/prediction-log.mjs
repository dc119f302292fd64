/** What the prediction log costs: the highest rate with and without it, in turn. */
import { median } from '../../measure.mjs';
import { highestRate } from '../arrivals.mjs';
import { holdsMostly, isGood, offer } from '../offer.mjs';
import { openServer } from '../servers.mjs';

export const title = 'the prediction log: throughput with and without it';

const sides = ['modelwright', 'modelwright, nothing logged'];

export async function measure({ model, folder, repeats, probeSeconds }) {
  const rates = new Map(sides.map((side) => [side, []]));
  const processor = new Map(sides.map((side) => [side, []]));
  for (let i = 0; i < repeats; i++) {
    for (const side of sides) {
      const server = await openServer(side, model);
      try {
        const at = (rate) => offer(server, folder, { rate, seconds: probeSeconds + 1, settleMs: 1000 });
        await at(1000);
        const before = await processorSeconds(server);
        const { sent } = await at(2000);
        processor.get(side).push((((await processorSeconds(server)) - before) / (sent * (1 + 1 / probeSeconds))) * 1e6);
        const holds = (rate) => holdsMostly(async () => isGood(await at(rate)));
        rates.get(side).push(await highestRate(holds, { first: 2000, least: 100, most: 40_000, precision: 0.05 }));
      } finally {
        await server.close();
      }
    }
  }
  const [logged, unlogged] = sides.map((side) => median(rates.get(side)));
  const [loggedMicros, unloggedMicros] = sides.map((side) => median(processor.get(side)));
  return [
    { name: 'highest rate, logged', value: `${logged.toFixed(0)}/s` },
    { name: 'highest rate, nothing logged', value: `${unlogged.toFixed(0)}/s` },
    { name: 'cost', value: `${((1 - logged / unlogged) * 100).toFixed(1)} %`, target: 'at most 5 %' },
    { name: 'processor time of a request at 2,000/s, logged', value: `${loggedMicros.toFixed(0)} microseconds` },
    { name: 'the same, nothing logged', value: `${unloggedMicros.toFixed(0)} microseconds` },
  ];
}

async function processorSeconds({ url }) {
  const text = await (await fetch(`${url}/metrics`)).text();
  return Number(/^process_cpu_seconds_total (\S+)$/m.exec(text)[1]);
}
