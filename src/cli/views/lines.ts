/** Parts that several views share. */
import { relative } from 'node:path';
import { estimate } from '../figures.ts';
import { paint } from '../paint.ts';
import { tableText } from '../table-text.ts';
import type { Screen } from '../view.ts';

interface FindingLike {
  readonly code: string;
  readonly severity: 'error' | 'warning' | 'info';
  readonly message: string;
}

interface EstimateLike {
  readonly value: number | null;
  readonly ci: readonly [number, number] | null;
}

const colours = { error: 'bad', warning: 'warning', info: 'quiet' } as const;

/** One line a finding or alert: how grave it is, its code, its sentence. */
export function findingLines(findings: readonly FindingLike[], screen: Screen): string[] {
  return findings.map(
    ({ severity, code, message }) => `${paint(screen, colours[severity], severity.padEnd(7))} ${code}: ${message}`,
  );
}

/** Names and values below each other. */
export function pairs(rows: readonly (readonly [label: string, value: string])[], screen: Screen): string {
  const width = Math.max(...rows.map(([label]) => label.length));
  return rows.map(([label, value]) => `${paint(screen, 'quiet', label.padEnd(width))}  ${value}`).join('\n');
}

/** Metrics with their intervals. */
export function metricTable(metrics: Readonly<Record<string, EstimateLike>>, screen: Screen): string {
  return tableText(
    [{ head: 'metric' }, { head: 'value [95 % interval]' }],
    Object.entries(metrics).map(([name, one]) => [name, estimate(one)]),
    screen,
  );
}

/** A path as short as it can be from here. */
export function shownPath(path: string): string {
  const near = relative(process.cwd(), path);
  return near.startsWith('..') ? path : near;
}

/** Paragraphs with an empty line between them; empty ones vanish. */
export function paragraphs(...parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join('\n\n');
}
