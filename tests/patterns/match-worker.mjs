/**
 * A thread that matches: for an expression and texts, the first text that takes far more than its length explains.
 * Expressions with the flag g look through the whole text, as `replace` lets them; others until their first match.
 */
import { parentPort } from 'node:worker_threads';

const kibibyte = 1024;
const tries = 3;
/** Milliseconds that no sound expression needs for 4 KiB: what needs them is measured. */
const suspectMs = 0.5;

const textOf = ({ head, piece, tail }, length) =>
  head + piece.repeat(Math.ceil((length - head.length) / piece.length)) + tail;

/** Processor time, which others on a busy machine do not lengthen; the rest of the process waits meanwhile. */
function matchMs(pattern, text) {
  pattern.lastIndex = 0;
  const before = process.cpuUsage();
  if (pattern.global) text.replace(pattern, '');
  else pattern.exec(text);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/** Of a few tries, the least: what else the machine does only adds. */
function leastMs(pattern, text, enoughMs) {
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < tries && least > enoughMs; i++) least = Math.min(least, matchMs(pattern, text));
  return least;
}

parentPort.on('message', ({ source, flags, texts, most, grossMs, grossGrowth }) => {
  const pattern = new RegExp(source, flags);
  for (const text of texts) {
    if (matchMs(pattern, textOf(text, Math.min(4 * kibibyte, most))) < suspectMs) continue;
    // What is already too slow for a quarter need not be waited for.
    for (const length of [most / 4, most]) {
      const longMs = leastMs(pattern, textOf(text, length), grossMs);
      if (longMs <= grossMs) continue;
      const growth = longMs / leastMs(pattern, textOf(text, length / 8), 0);
      if (growth <= grossGrowth) continue;
      parentPort.postMessage({ found: { text, length, longMs, growth } });
      return;
    }
  }
  parentPort.postMessage({});
});
