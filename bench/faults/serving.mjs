/** The built program serving a home as a process of its own, and single requests to it. */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { bin } from '../measure.mjs';
import { row } from './small-models.mjs';

/** Starts it: `{ url, port, pid, startMs, signal, ended, metric }`. `startMs` is the time until it is ready. */
export async function serve(home, { more = [], cwd, readsErrors = true } = {}) {
  const startedMs = performance.now();
  const child = spawn(process.execPath, [bin, 'serve', '--port', '0', '--home', home, '--json', '--quiet', ...more], {
    stdio: ['ignore', 'pipe', readsErrors ? 'ignore' : 'pipe'],
    cwd,
  });
  const ended = new Promise((resolve) => child.once('exit', (code, signal) => resolve({ code, signal })));
  const url = await new Promise((resolve, reject) => {
    let printed = '';
    child.stdout.setEncoding('utf8').on('data', (text) => {
      printed += text;
      if (printed.endsWith('\n')) resolve(JSON.parse(printed).url);
    });
    ended.then(() => reject(new Error('it ended before it served')));
  });
  return {
    url,
    port: Number(new URL(url).port),
    pid: child.pid,
    startMs: performance.now() - startedMs,
    signal: (signal) => child.kill(signal),
    ended,
    async metric(name) {
      const text = await (await fetch(`${url}/metrics`)).text();
      return Number(
        text
          .split('\n')
          .find((line) => line.startsWith(`${name} `))
          ?.split(' ')[1] ?? Number.NaN,
      );
    },
  };
}

/** A client that keeps its connection: `post(url, path, body)` gives `{ status, json, ms }`; status 0 stands for a broken connection. */
export function openClient(sockets = 1) {
  const agent = new Agent({ keepAlive: true, maxSockets: sockets });
  const post = (url, path, content) =>
    new Promise((resolve) => {
      const startedMs = performance.now();
      const body = JSON.stringify(content);
      const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
      const sent = request(url + path, { method: 'POST', agent, headers }, (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (part) => {
          text += part;
        });
        response.once('end', () => {
          resolve({ status: response.statusCode, json: JSON.parse(text), ms: performance.now() - startedMs });
        });
        response.once('error', () => resolve({ status: 0, ms: performance.now() - startedMs }));
      });
      sent.once('error', () => resolve({ status: 0, ms: performance.now() - startedMs }));
      sent.end(body);
    });
  return {
    post,
    predict: (url, name = 'small') => post(url, `/v1/models/${name}/predict`, { rows: [row] }),
    close: () => agent.destroy(),
  };
}

/** Resident memory of a process in bytes. */
export function residentBytes(pid) {
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) * 1024;
}

/** Times of requests one after the other, in milliseconds; throws for one that fails. */
export async function timesOf(client, url, count) {
  const times = [];
  for (let i = 0; i < count; i++) {
    const { status, ms } = await client.predict(url);
    if (status !== 200) throw new Error(`status ${status}`);
    times.push(ms);
  }
  return times;
}
