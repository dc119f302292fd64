/** Answers as JSON. What has many rows is written in turns of the event loop, with the bytes of the text that `JSON.stringify` gives. */
import type { FastifyReply } from 'fastify';
import { takeTurns } from '../core/loop-turns.ts';

/** Entries that are written at once. */
const atOnce = 1000;

/** Sends an answer of so many rows: at once where they are few. */
export function sendRows(reply: FastifyReply, answer: object, rows: number): object | Promise<FastifyReply> {
  if (rows <= atOnce) return answer;
  return takeTurns(jsonPieces(answer, atOnce)).then((bytes) => {
    return reply.type('application/json; charset=utf-8').send(bytes);
  });
}

/**
 * The text, in UTF-8, of a value of objects, lists and what `JSON.stringify` takes as it is; other work may go on wherever this yields.
 * Pieces are encoded in their turns: to join and encode the whole text takes longer than any of them.
 */
export function* jsonPieces(value: unknown, entries: number): Generator<void, Buffer> {
  const text = new TextInPieces();
  yield* write(value, entries, text);
  return text.bytes();
}

class TextInPieces {
  #parts: string[] = [];
  readonly #pieces: Buffer[] = [];

  add(part: string): void {
    this.#parts.push(part);
  }

  endPiece(): void {
    this.#pieces.push(Buffer.from(this.#parts.join('')));
    this.#parts = [];
  }

  bytes(): Buffer {
    this.endPiece();
    return Buffer.concat(this.#pieces);
  }
}

function* write(value: unknown, entries: number, text: TextInPieces): Generator<void, void> {
  if (typeof value !== 'object' || value === null) return text.add(JSON.stringify(value) ?? 'null');
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  let before = open;
  if (!Array.isArray(value)) {
    for (const [name, field] of Object.entries(value)) {
      if (field === undefined) continue;
      text.add(`${before}${JSON.stringify(name)}:`);
      yield* write(field, entries, text);
      before = ',';
    }
  } else if (value.length <= entries) {
    // Nothing in a list of few entries is long but by lists of its own.
    for (const entry of value) {
      text.add(before);
      yield* write(entry, entries, text);
      before = ',';
    }
  } else {
    for (let from = 0; from < value.length; from += entries) {
      text.endPiece();
      yield;
      text.add(before + JSON.stringify(value.slice(from, from + entries)).slice(1, -1));
      before = ',';
    }
  }
  text.add(before === open ? open + close : close);
}
