/** The body of a request as JSON. Total: a value or a typed error that never shows what was sent. */
import { isUtf8 } from 'node:buffer';
import { ModelwrightError } from '../core/errors.ts';
import { takeTurns } from '../core/loop-turns.ts';
import { PieceError, parseInPieces } from './json-pieces.ts';
import { type JsonLimits, scanJson } from './json-scan.ts';
import { withoutRounded } from './rounded-numbers.ts';

/** What a body may have; of levels the server takes four. */
export const jsonLimits: JsonLimits = Object.freeze({
  depth: 32,
  keys: 10_000,
  entries: 1_000_000,
  stringBytes: 1024 * 1024,
});

/** Bytes that are parsed at once; more of them take turns. */
const atOnce = 256 * 1024;
/** Bytes of a turn: about a millisecond. */
const pieceBytes = 128 * 1024;

/**
 * Parses a body. A whole number that float64 would round becomes infinite, so that whoever reads it refuses it like 1e400,
 * by its path; digits are never changed silently.
 *
 * @throws JSON_INVALID, JSON_TOO_DEEP, JSON_TOO_LARGE, JSON_KEY_FORBIDDEN
 */
export function parseJsonBody(bytes: Buffer): unknown {
  checkText(bytes);
  const text = withoutRounded(bytes, 0, bytes.length, scanJson(bytes, jsonLimits));
  try {
    return JSON.parse(text);
  } catch (error) {
    throw invalid(problemOf(error));
  }
}

/** The same, at once for what is small, and in turns of the event loop for what is large. */
export function readJsonBody(bytes: Buffer): unknown | Promise<unknown> {
  return bytes.length <= atOnce ? parseJsonBody(bytes) : takeTurns(parsePieces(bytes, pieceBytes));
}

/** The same, piece by piece. */
export function* parsePieces(bytes: Buffer, bytesOfPiece: number): Generator<void, unknown> {
  checkText(bytes);
  try {
    return yield* parseInPieces(bytes, jsonLimits, bytesOfPiece);
  } catch (error) {
    if (error instanceof PieceError) throw invalid(problemOf(error.found, error.before));
    throw error;
  }
}

function checkText(bytes: Buffer): void {
  if (bytes.length === 0) throw invalid('it is empty');
  if (!isUtf8(bytes)) throw invalid('it is not UTF-8');
}

/** The parser's messages may quote the text; only those that tell a position are taken over. */
function problemOf(error: unknown, before = 0): string {
  const message = error instanceof Error ? error.message : '';
  if (message.startsWith('Unexpected end')) return 'it ends too early';
  const match = /^([A-Za-z' ,:{}[\]-]+) in JSON at position (\d+)/.exec(message);
  return match ? `${match[1].toLowerCase()} at character ${before + Number(match[2])}` : 'an unexpected character';
}

function invalid(problem: string): ModelwrightError {
  return new ModelwrightError('JSON_INVALID', { problem });
}
