/** The body of a request as JSON. Total: a value or a typed error that never shows what was sent. */
import { isUtf8 } from 'node:buffer';
import { ModelwrightError } from '../core/errors.ts';
import { type JsonLimits, scanJson } from './json-scan.ts';

/** What a body may have; of levels the server takes four. */
export const jsonLimits: JsonLimits = Object.freeze({
  depth: 32,
  keys: 10_000,
  entries: 1_000_000,
  stringBytes: 1024 * 1024,
});

/**
 * Parses a body. A whole number that float64 would round becomes infinite, so that whoever reads it refuses it like 1e400,
 * by its path; digits are never changed silently.
 *
 * @throws JSON_INVALID, JSON_TOO_DEEP, JSON_TOO_LARGE, JSON_KEY_FORBIDDEN
 */
export function parseJsonBody(bytes: Buffer): unknown {
  if (bytes.length === 0) throw invalid('it is empty');
  if (!isUtf8(bytes)) throw invalid('it is not UTF-8');
  let text = '';
  let from = 0;
  for (const { start, end } of scanJson(bytes, jsonLimits)) {
    text += `${bytes.toString('utf8', from, start)}1e999`;
    from = end;
  }
  text += bytes.toString('utf8', from);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw invalid(problemOf(error));
  }
}

/** The parser's messages may quote the text; only those that tell a position are taken over. */
function problemOf(error: unknown): string {
  const message = error instanceof Error ? error.message : '';
  if (message.startsWith('Unexpected end')) return 'it ends too early';
  const match = /^([A-Za-z' ,:{}[\]-]+) in JSON at position (\d+)/.exec(message);
  return match ? `${match[1].toLowerCase()} at character ${match[2]}` : 'an unexpected character';
}

function invalid(problem: string): ModelwrightError {
  return new ModelwrightError('JSON_INVALID', { problem });
}
