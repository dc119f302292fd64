/** Answers as JSON. What has many rows is written in turns of the event loop, with the text that `JSON.stringify` gives. */
import type { FastifyReply } from 'fastify';
import { takeTurns } from '../core/loop-turns.ts';

/** Entries that are written at once. */
const atOnce = 1000;

/** Sends an answer of so many rows: at once where they are few. */
export function sendRows(reply: FastifyReply, answer: object, rows: number): object | Promise<FastifyReply> {
  if (rows <= atOnce) return answer;
  return takeTurns(jsonPieces(answer, atOnce)).then((text) => {
    return reply.type('application/json; charset=utf-8').send(text);
  });
}

/** The text of a value of objects, lists and what `JSON.stringify` takes as it is; other work may go on wherever this yields. */
export function* jsonPieces(value: unknown, entries: number): Generator<void, string> {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const parts: string[] = [];
  if (!Array.isArray(value)) {
    for (const [name, field] of Object.entries(value)) {
      if (field !== undefined) parts.push(`${JSON.stringify(name)}:${yield* jsonPieces(field, entries)}`);
    }
    return `{${parts.join(',')}}`;
  }
  if (value.length <= entries) {
    // Nothing in a list of few entries is long but by lists of its own.
    for (const entry of value) parts.push(yield* jsonPieces(entry, entries));
    return `[${parts.join(',')}]`;
  }
  for (let from = 0; from < value.length; from += entries) {
    yield;
    parts.push(JSON.stringify(value.slice(from, from + entries)).slice(1, -1));
  }
  return `[${parts.join(',')}]`;
}
