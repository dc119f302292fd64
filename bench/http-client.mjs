/** Sends the same request over one connection, one after the other; prints the times of the later ones. */
import { Agent, request } from 'node:http';
import { median, quantile } from './measure.mjs';

const [url, body] = process.argv.slice(2);
const agent = new Agent({ keepAlive: true, maxSockets: 1 });
const warmUp = 1000;
const measured = 5000;

function send() {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
    const sent = request(url, { method: 'POST', agent, headers }, (response) => {
      if (response.statusCode !== 200) reject(new Error(`status ${response.statusCode}`));
      response.resume().once('end', resolve);
    });
    sent.once('error', reject).end(body);
  });
}

const times = [];
for (let i = 0; i < warmUp + measured; i++) {
  const startedMs = performance.now();
  await send();
  if (i >= warmUp) times.push(performance.now() - startedMs);
}
agent.destroy();
console.log(JSON.stringify({ median: median(times), p99: quantile(times, 0.99) }));
