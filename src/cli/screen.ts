/** Where a command prints: streams, their width, and whether colours are welcome. */
import type { Screen } from './view.ts';

/** The streams of a process, or stand-ins. */
export interface Io {
  readonly stdout: Output;
  readonly stderr: Output;
  readonly env: Readonly<Record<string, string | undefined>>;
}

export interface Output {
  /** `done` is called when the text is on its way, or with what hindered it. */
  write(text: string | Uint8Array, done?: (problem?: Error | null) => void): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

const usualWidth = 100;
const leastWidth = 40;

/** Colours only on a terminal, and never against NO_COLOR. */
export function screenOf({ env }: Io, output: Output): Screen {
  const color = output.isTTY === true && !env['NO_COLOR'] && env['TERM'] !== 'dumb';
  return { width: Math.max(leastWidth, output.columns ?? usualWidth), color };
}
