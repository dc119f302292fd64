/** Timing whole processes and single calls: medians, and the memory a process took. */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const bin = fileURLToPath(new URL('../dist/bin.js', import.meta.url));
export const vegaData = fileURLToPath(new URL('../node_modules/vega-datasets/data/', import.meta.url));

const venvPython = fileURLToPath(
  new URL(
    process.platform === 'win32' ? './peers/venv/Scripts/python.exe' : './peers/venv/bin/python',
    import.meta.url,
  ),
);
/** A program that runs longer is ended, and its case fails. */
const longestMs = 600_000;

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

export function quantile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
}

/** Runs a program to its end; milliseconds, peak resident bytes (where /proc tells) and what it printed. */
export async function timeProcess(program, args, env = {}, timeout = longestMs) {
  const startedMs = performance.now();
  const stdio = ['ignore', 'pipe', 'pipe'];
  const child = spawn(program, args, { stdio, env: { ...process.env, ...env }, timeout });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text) => {
    stderr += text;
  });
  let peakBytes = 0;
  const timer = setInterval(() => {
    peakBytes = Math.max(peakBytes, peakOf(child.pid));
  }, 10);
  const code = await new Promise((resolve) => child.once('close', resolve));
  clearInterval(timer);
  if (code !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${code}: ${stderr}`);
  return { ms: performance.now() - startedMs, peakBytes, stdout };
}

function peakOf(pid) {
  try {
    const [, kilobytes] = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return Number(kilobytes ?? 0) * 1024;
  } catch {
    return 0;
  }
}

/** The Python with the peers, or the reason why there is none. */
export function peerPython() {
  const python = process.env.MODELWRIGHT_BENCH_PYTHON ?? (existsSync(venvPython) ? venvPython : undefined);
  return python ? { python } : { reason: 'there is no bench/peers/venv; "node bench/peers/setup.mjs" makes it' };
}
