/**
 * The load generator, a process of its own: `generate.mjs <load.json>`. Prints what became of the requests, by status: how many, and their
 * latencies from the time they were meant to be sent and from the time they were sent.
 */
import { readFileSync } from 'node:fs';
import { dueBy, nearestRank } from './arrivals.mjs';
import { openLoop } from './open-loop.mjs';

const load = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const { host, port, path, headers, bodyFile, versions = false } = load;
const body = readFileSync(bodyFile);
const lines = Object.entries({ host: `${host}:${port}`, ...headers, 'content-length': body.length });
const head = `POST ${path} HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`;

const byStatus = new Map();
/** Good answers by second; where versions change, the answers that each gave. */
const perSecond = [];
const predictionsOf = new Map();

const counts = await openLoop({ ...load, bytes: Buffer.concat([Buffer.from(head), body]) }, (answer) => {
  const { status, intendedAt, sentAt, at } = answer;
  const found = byStatus.get(status) ?? { fromIntended: [], fromSent: [] };
  byStatus.set(status, found);
  found.fromIntended.push(at - intendedAt);
  found.fromSent.push(at - sentAt);
  if (status !== 200) return;
  const second = dueBy(at, 1) - 1;
  perSecond[second] = (perSecond[second] ?? 0) + 1;
  if (versions) noteVersion(answer.body);
});

/** What a version answers to one row is one text: a second text under its number is a mixed answer. */
function noteVersion(bytes) {
  const { modelVersion, predictions, probabilities } = JSON.parse(bytes);
  const said = predictionsOf.get(modelVersion) ?? new Map();
  predictionsOf.set(modelVersion, said);
  const text = JSON.stringify({ predictions, probabilities });
  if (said.size < 10 || said.has(text)) said.set(text, (said.get(text) ?? 0) + 1);
}

const statuses = {};
for (const [status, { fromIntended, fromSent }] of byStatus) {
  const figures = (values) => ({ p50: nearestRank(values, 0.5), p99: nearestRank(values, 0.99) });
  statuses[status] = { count: fromSent.length, ...figures(fromIntended), fromSent: figures(fromSent) };
}
const said = [...predictionsOf].map(([version, texts]) => [version, [...texts.values()]]);
console.log(JSON.stringify({ ...counts, statuses, perSecond: Array.from(perSecond, (n) => n ?? 0), said }));
