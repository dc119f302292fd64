/** A thousand rows in one binary tensor of the Open Inference Protocol, one request after the other. */
import { median } from '../../measure.mjs';
import { highestRate } from '../arrivals.mjs';
import { offer } from '../offer.mjs';
import { openServer } from '../servers.mjs';

export const title = 'a thousand rows per request as a binary tensor';

export async function measure({ model, folder, repeats, probeSeconds }) {
  const server = await openServer('modelwright', model);
  try {
    const request = tensorRequest(server, model, model.rows.length);
    await checkAnswer(request, model);
    const at = (rate, seconds) => offer(request, folder, { rate, seconds, settleMs: 1000, connections: 16 });
    await at(50, 3);
    const rates = [];
    const singles = [];
    for (let i = 0; i < repeats; i++) {
      const { statuses } = await at(20, probeSeconds + 1);
      singles.push(statuses[200].p50);
      const isHeld = async (rate) => {
        const { statuses: found, sent, unanswered, gaveUp } = await at(rate, probeSeconds + 1);
        const good = found[200];
        return !gaveUp && unanswered === 0 && good?.count === sent && good.p99 <= 50;
      };
      rates.push(await highestRate(isHeld, { first: 200, least: 10, most: 2000, precision: 0.1 }));
    }
    const rows = model.rows.length;
    return [
      {
        name: 'rows per second, p99 <= 50 ms, every row logged',
        value: (median(rates) * rows).toFixed(0),
        target: '500000',
      },
      { name: 'requests per second', value: median(rates).toFixed(0) },
      { name: 'one request alone', value: `${median(singles).toFixed(2)} ms` },
    ];
  } finally {
    await server.close();
  }
}

/** A request for the first rows of the model, with the answer as bytes as well. */
export function tensorRequest({ url, target }, { columns, rows }, count) {
  const values = Float64Array.from(rows.slice(0, count).flat());
  const described = {
    inputs: [
      {
        name: 'features',
        datatype: 'FP64',
        shape: [count, columns.length],
        parameters: { binary_data_size: values.byteLength },
      },
    ],
    outputs: [{ name: 'probabilities', parameters: { binary_data: true } }],
  };
  const json = Buffer.from(JSON.stringify(described));
  const headers = { 'content-type': 'application/octet-stream', 'inference-header-content-length': json.length };
  return {
    url,
    target: { ...target, path: '/v2/models/trees/infer', headers },
    body: Buffer.concat([json, Buffer.from(values.buffer)]),
  };
}

async function checkAnswer({ url, target, body }, { probabilities }) {
  const response = await fetch(url + target.path, { method: 'POST', headers: target.headers, body });
  const bytes = Buffer.from(await response.arrayBuffer());
  const start = Number(response.headers.get('inference-header-content-length'));
  const last = probabilities.length - 1;
  const found = response.ok ? bytes.readDoubleLE(start + (2 * last + 1) * 8) : undefined;
  if (Math.abs(found - probabilities[last]) < 1e-9) return;
  throw new Error(`expected ${probabilities[last]}, got ${found}: ${bytes.toString('utf8', 0, 300)}`);
}
