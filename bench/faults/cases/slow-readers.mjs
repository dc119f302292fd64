/** F26: a thousand clients that read a kilobyte a second, and a thousand that read nothing; what they hold, and what others notice. */
import { once } from 'node:events';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { quantile } from '../../measure.mjs';
import { openClient, residentBytes, serve, timesOf } from '../serving.mjs';
import { registerSmall, row } from '../small-models.mjs';

export const title = 'a thousand slow readers';

const readers = 1_000;
const measured = 2_000;
const [jobRows, streamRows, predictRows] = [150_000, 60_000, 20_000];
/** With some beyond the thirty seconds after which who takes nothing is cut off. */
const watchedMs = 45_000;

const line = `${JSON.stringify(row)}\n`;
const post = (path, type, body) =>
  `POST ${path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: ${type}\r\nContent-Length: ${body.length}\r\n\r\n${body}`;

const kinds = [
  { name: `result of a job (${jobRows} rows)`, request: async (url) => resultRequest(url) },
  {
    name: `stream (${streamRows} rows)`,
    request: async () => post('/v1/models/small/predict-stream', 'application/x-ndjson', line.repeat(streamRows)),
  },
  {
    name: `answer (${predictRows} rows)`,
    request: async () => {
      const rows = Array.from({ length: predictRows }, () => row);
      return post('/v1/models/small/predict', 'application/json', JSON.stringify({ rows }));
    },
  },
];

export async function measure(folder) {
  const home = join(folder, 'home');
  await registerSmall(home);
  const rows = [];
  for (const { name, request } of kinds) {
    for (const bytesPerSecond of [1024, 0]) {
      rows.push([`${name}, ${bytesPerSecond} B/s`, ...(await measureKind(home, request, bytesPerSecond))]);
    }
  }
  return {
    columns: [
      'what is read, and how fast',
      'begun, refused',
      'cut off',
      'resident memory, greatest rise',
      'median / p99 of another client without them',
      'with them',
    ],
    rows,
    notes: [
      'Target: less than 100 MB more, cut off after 30 s without progress, p99 of others at most 1.2 times. Refused are those beyond 32 streams at a time, and bodies beyond the 32 MiB that all large ones may hold together until they are answered.',
      'Progress is what the system takes of an answer: on this interface it takes up to 4 MB for a client that reads nothing. Each kind is read once whole before, so that what the server itself grows by is not counted.',
    ],
  };
}

async function measureKind(home, requestOf, bytesPerSecond) {
  const server = await serve(home);
  const client = openClient();
  const request = await requestOf(server.url);
  await readWhole(server.port, request);
  await timesOf(client, server.url, measured);
  const alone = await timesOf(client, server.url, measured);
  const before = residentBytes(server.pid);
  const statuses = new Map();
  const sockets = [];
  while (sockets.length < readers) {
    sockets.push(...(await Promise.all(Array.from({ length: 20 }, () => openReader(server.port, request, statuses)))));
  }
  const reading = setInterval(() => {
    if (bytesPerSecond > 0) for (const socket of sockets) if (!socket.destroyed) socket.resume();
  }, 1_000);
  let rise = 0;
  const with_ = [];
  const untilMs = performance.now() + watchedMs;
  while (performance.now() < untilMs) {
    with_.push(...(await timesOf(client, server.url, 100)));
    rise = Math.max(rise, residentBytes(server.pid) - before);
    await sleep(200);
  }
  const cut = (await server.metric('modelwright_answers_cut_total{reason="stalled"}')) || 0;
  const crowded = (await server.metric('modelwright_answers_cut_total{reason="crowded"}')) || 0;
  clearInterval(reading);
  for (const socket of sockets) socket.destroy();
  client.close();
  server.signal('SIGKILL');
  await server.ended;
  const begun = statuses.get('200') ?? 0;
  const shown = (times) => `${quantile(times, 0.5).toFixed(2)} / ${quantile(times, 0.99).toFixed(2)} ms`;
  return [
    `${begun}, ${statuses.get('503') ?? 0}`,
    crowded > 0 ? `${cut} stalled, ${crowded} for want of room` : cut,
    `${(rise / 1e6).toFixed(0)} MB`,
    shown(alone),
    shown(with_),
  ];
}

/** A client that takes a kilobyte when it is resumed. */
async function openReader(port, request, statuses) {
  let isFirst = true;
  const callback = (count, bytes) => {
    if (isFirst) {
      const status = bytes.toString('latin1', 9, 12);
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
      isFirst = count === 0;
    }
    return false;
  };
  const socket = connect({ port, host: '127.0.0.1', onread: { buffer: Buffer.alloc(1024), callback } });
  socket.on('error', () => {});
  await once(socket, 'connect');
  socket.write(request);
  return socket;
}

async function readWhole(port, request) {
  const socket = connect(port, '127.0.0.1');
  socket.write(request.replace('Host: localhost\r\n', 'Host: localhost\r\nConnection: close\r\n'));
  for await (const _ of socket);
}

async function resultRequest(url) {
  const headers = { 'content-type': 'application/x-ndjson' };
  const sent = await fetch(`${url}/v1/models/small/jobs`, { method: 'POST', headers, body: line.repeat(jobRows) });
  const { jobId } = await sent.json();
  for (;;) {
    const { state } = await (await fetch(`${url}/v1/jobs/${jobId}`)).json();
    if (state === 'done') return `GET /v1/jobs/${jobId}/result HTTP/1.1\r\nHost: localhost\r\n\r\n`;
    if (state !== 'queued' && state !== 'running') throw new Error(`the job is ${state}`);
    await sleep(100);
  }
}
