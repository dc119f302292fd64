/** Offers requests at a constant rate over connections that are kept, whether they are answered or not. */
import { connect } from 'node:net';
import { answerReader } from './answer-reader.mjs';
import { dueBy, intendedMs } from './arrivals.mjs';

/**
 * Runs until every request was answered, or `graceMs` after the last one was meant to be sent.
 *
 * @param load.bytes the whole request, head and body.
 * @param load.settleMs requests meant to be sent before this are sent, and not counted.
 * @param load.backlog requests that may wait for a connection; beyond it, `gaveUp` is set and the run ends.
 * @param load.drops whether requests beyond the backlog are dropped instead, as by clients that give up.
 * @param answered hears `{ status, body, intendedAt, sentAt, at }` of counted answers, in milliseconds since the start.
 * @returns counted requests that were sent, answered, failed (broken connections), dropped and left without an answer.
 */
export function openLoop(load, answered) {
  const { host, port, bytes, rate, seconds, settleMs = 0, connections, backlog = rate, drops = false } = load;
  const { graceMs = 2000 } = load;
  const total = Math.floor(seconds * rate);
  const firstCounted = Math.ceil((settleMs * rate) / 1000);
  const counts = { sent: 0, answered: 0, failed: 0, dropped: 0, gaveUp: false };
  const idle = [];
  const open = new Set();
  const waiting = [];
  let [next, head, finished, begunAt] = [0, 0, 0, 0];
  let isOver = false;
  const now = () => performance.now() - begunAt;

  function join() {
    const connection = { socket: connect({ host, port, noDelay: true }), current: -1, sentAt: 0 };
    const finish = (isAnswered) => {
      if (connection.current < 0) return;
      finished++;
      if (connection.current >= firstCounted) counts[isAnswered ? 'answered' : 'failed']++;
      connection.current = -1;
    };
    const read = answerReader(({ status, body, stays }) => {
      const { current, sentAt } = connection;
      if (current >= firstCounted) answered({ status, body, intendedAt: intendedMs(current, rate), sentAt, at: now() });
      finish(true);
      if (stays) take(connection);
      else connection.socket.destroy();
    });
    connection.socket.on('data', (chunk) => {
      try {
        read(chunk);
      } catch (error) {
        connection.socket.destroy(error);
      }
    });
    connection.socket.on('error', () => {});
    connection.socket.on('close', () => {
      finish(false);
      open.delete(connection);
      const place = idle.indexOf(connection);
      if (place >= 0) idle.splice(place, 1);
      if (!isOver) setTimeout(() => !isOver && join(), 5);
    });
    connection.socket.once('connect', () => take(connection));
    open.add(connection);
  }

  function take(connection) {
    if (head < waiting.length) return send(connection, waiting[head++]);
    idle.push(connection);
  }

  function send(connection, index) {
    connection.current = index;
    connection.sentAt = now();
    if (index >= firstCounted) counts.sent++;
    connection.socket.write(bytes);
  }

  function offer(index) {
    const connection = idle.pop();
    if (connection) return send(connection, index);
    if (waiting.length - head < backlog) return void waiting.push(index);
    if (!drops) counts.gaveUp = true;
    finished++;
    if (index >= firstCounted) counts.dropped++;
  }

  return new Promise((resolve) => {
    for (let i = 0; i < connections; i++) join();
    const wait = setInterval(() => {
      if (idle.length < connections) return;
      clearInterval(wait);
      begunAt = performance.now();
      turn();
    }, 5);
    function turn() {
      const elapsed = now();
      const due = Math.min(total, dueBy(elapsed, rate));
      while (next < due) offer(next++);
      if (counts.gaveUp || finished === total || elapsed > seconds * 1000 + graceMs) return end();
      setImmediate(turn);
    }
    function end() {
      isOver = true;
      const unanswered = counts.sent - counts.answered - counts.failed + (waiting.length - head);
      for (const { socket } of open) socket.destroy();
      resolve({ ...counts, unanswered });
    }
  });
}
