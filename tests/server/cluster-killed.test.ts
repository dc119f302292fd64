/** Kills inside a server of two processes: of the one that listens, and of one that answers. */
import { spawnSync } from 'node:child_process';
import { Agent } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it, vi } from 'vitest';
import { startChild } from '../store/children.ts';
import { type Cluster, type Reply, until, withCluster } from './cluster.ts';
import { goodRow } from './small-models.ts';

vi.setConfig({ testTimeout: 120_000 });

const predict = '/v1/models/late/predict';
const body = { rows: [goodRow] };

/** Whether a process runs; one that has ended and that nobody has asked about does not. */
function isAlive(pid: number): boolean {
  const { stdout } = spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' });
  return stdout.trim() !== '' && !stdout.startsWith('Z');
}

/** A client with one connection, which it keeps, and the process that has it. */
async function connected({ send }: Cluster) {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const ask = (asked: object = body) => send(predict, asked, { agent });
  return { agent, ask, process: (await ask()).process };
}

it('processes whose supervisor is killed answer what they have, write the log and end; its port is free at once', () =>
  withCluster({}, async (cluster) => {
    const { home, store, child, port, pids, sendToBoth } = cluster;
    const before = pids();
    expect(before).toHaveLength(2);
    const clients = await Promise.all(Array.from({ length: 4 }, () => connected(cluster)));
    // The last answers are too young to be on the disk when the kill comes, and some are not given yet.
    const given = await sendToBoth(predict, body);
    const inFlight = clients.map(({ ask }) => ask({ rows: Array.from({ length: 5_000 }, () => goodRow) }));
    await sleep(20);
    child.process.kill('SIGKILL');
    const second = startChild('../server/serve-home', home, JSON.stringify({ workers: 2, port }));
    try {
      await second.until('url');
      expect(second.lines[0]?.['url']).toBe(`http://127.0.0.1:${port}`);
      const answer = await fetch(`http://127.0.0.1:${port}${predict}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', connection: 'close' },
        body: JSON.stringify(body),
      });
      expect(answer.status).toBe(200);
      // They end by themselves: nobody is left to end them.
      await until(() => !before.some(isAlive));
      const replies = [...given, ...(await Promise.all(inFlight))];
      expect(replies.map(({ status }) => status)).toEqual(replies.map(() => 200));
      const ids = replies.flatMap(({ json }) => json.predictionIds as string[]);
      expect(await store.predictions.knows(ids)).toEqual(new Set(ids));
      expect(await store.predictions.loss('late')).toEqual({ dropped: 0, damaged: 0 });
      second.process.kill('SIGTERM');
      expect(await second.ended).toEqual({ code: 0, errors: '' });
    } finally {
      second.process.kill('SIGKILL');
      for (const { agent } of clients) agent.destroy();
      for (const pid of before) if (isAlive(pid)) process.kill(pid, 'SIGKILL');
    }
  }));

it('a process that is killed is replaced while the others answer everything', () =>
  withCluster({}, async (cluster) => {
    const { pids, send, child } = cluster;
    const clients = await Promise.all(Array.from({ length: 6 }, () => connected(cluster)));
    const processes = new Set(clients.map((client) => client.process));
    expect(processes.size).toBe(2);
    const before = pids();
    const [victim] = before;
    let isOver = false;
    const asking = clients.map(async (client) => {
      const replies: Reply[] = [];
      const broken: string[] = [];
      while (!isOver) {
        await client.ask().then(
          (reply) => replies.push(reply),
          (error: Error) => broken.push(String(error)),
        );
      }
      client.agent.destroy();
      return { first: client.process, replies, broken };
    });
    process.kill(victim, 'SIGKILL');
    await until(() => pids().length === 2 && !pids().includes(victim));
    // New connections find the new process as soon as it is ready.
    const seen = new Set<string>();
    await until(async () => {
      const reply = await send(predict, body);
      expect(reply.status).toBe(200);
      seen.add(reply.process);
      return seen.size >= 2 && [...seen].some((one) => !processes.has(one));
    });
    isOver = true;
    const ended = await Promise.all(asking);
    const untouched = ended.filter(({ first, replies }) => replies.every((reply) => reply.process === first));
    expect(untouched.length).toBeGreaterThan(0);
    expect(new Set(untouched.map(({ first }) => first)).size).toBe(1);
    for (const { replies, broken } of untouched) {
      expect(broken).toEqual([]);
      expect(replies.filter(({ status }) => status !== 200)).toEqual([]);
    }
    child.process.kill('SIGTERM');
    const { code, errors } = await child.ended;
    expect(code).toBe(0);
    // The first of a minute is started without a wait.
    expect(errors.match(/was ended by SIGKILL; another one takes its place$/gm)).toHaveLength(1);
  }));
