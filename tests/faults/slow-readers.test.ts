/** F26: clients ask for much and take nothing of it. They are cut off, what they hold is bounded, and others are answered. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it, vi } from 'vitest';
import type { Store } from '../../src/store/open-store.ts';
import { goodRow, registerModel, smallModel } from '../server/small-models.ts';
import { withHome } from '../store/with-home.ts';
import { openSocket } from './raw-connection.ts';
import { residentBytes, type ServeProcess, withServeProcess } from './serve-process.ts';

// Processes start slowly on a crowded machine.
vi.setConfig({ testTimeout: 180_000 });

const prepare = (store: Store) => registerModel(store, 'late', smallModel('binary'));
const host = 'Host: localhost\r\n';
const cut = 'modelwright_answers_cut_total';
const mebibyte = 1024 ** 2;

async function withLimits(
  limits: Readonly<Record<string, number>>,
  test: (server: ServeProcess) => Promise<void>,
): Promise<void> {
  await withHome(async (home) => {
    const folder = dirname(home);
    mkdirSync(folder, { recursive: true });
    const config = JSON.stringify({ serving: { limits } });
    writeFileSync(join(folder, 'modelwright.config.mjs'), `export default ${config};\n`);
    await withServeProcess(home, prepare, test, { cwd: folder });
  });
}

/** Asks over connections of their own, and takes nothing of what is answered. */
async function askOnly(port: number, request: string, count: number): Promise<() => void> {
  const sockets = await Promise.all(Array.from({ length: count }, () => openSocket(port)));
  for (const socket of sockets) socket.pause().write(request);
  return () => {
    for (const socket of sockets) socket.destroy();
  };
}

function post(path: string, type: string, body: string): string {
  return `POST ${path} HTTP/1.1\r\n${host}Content-Type: ${type}\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
}

it('readers of results and streams that take nothing are cut off, and others are answered', () =>
  withLimits({ stalledMs: 1_000 }, async ({ port, pid, send, metric }) => {
    const row = JSON.stringify(goodRow);
    const headers = { 'content-type': 'application/x-ndjson' };
    const body = `${row}\n`.repeat(60_000);
    const { json } = await send('/v1/models/late/jobs', undefined, { method: 'POST', headers, body });
    while ((await send(`/v1/jobs/${json.jobId}`)).json.state !== 'done') await sleep(100);
    const before = residentBytes(pid);
    const [results, streams] = [80, 8];
    const leaveResults = await askOnly(port, `GET /v1/jobs/${json.jobId}/result HTTP/1.1\r\n${host}\r\n`, results);
    const stream = post('/v1/models/late/predict-stream', headers['content-type'], body);
    const leaveStreams = await askOnly(port, stream, streams);
    let answered = 0;
    while ((await metric(cut, 'stalled')) < results + streams) {
      expect((await send('/v1/models/late/predict', { rows: [goodRow] })).status).toBe(200);
      answered++;
    }
    expect(answered).toBeGreaterThan(0);
    if (before !== undefined) expect(residentBytes(pid)! - before).toBeLessThan(150 * mebibyte);
    leaveResults();
    leaveStreams();
  }));

it('large answers that nobody takes hold no more than they may together', () =>
  withLimits({ stalledMs: 600_000, unsentBytes: 16 * mebibyte, rows: 60_000 }, async ({ port, send, metric }) => {
    // Each answer has more than twice what the system takes for a client that takes nothing, and two have less than 16 MiB.
    const rows = Array.from({ length: 60_000 }, () => ({ ...goodRow, at: null }));
    const request = post('/v1/models/late/predict', 'application/json', JSON.stringify({ rows }));
    const leave: (() => void)[] = [];
    for (let i = 0; i < 3; i++) {
      leave.push(await askOnly(port, request, 1));
      while ((await metric('modelwright_predictions_total')) < (i + 1) * rows.length) await sleep(20);
    }
    while ((await metric(cut, 'crowded')) === 0) await sleep(20);
    const whole = await send('/v1/models/late/predict', { rows });
    expect(whole.json.predictions).toHaveLength(rows.length);
    for (const one of leave) one();
  }));
