/** Parts that several views share. */
import { relative } from 'node:path';
import { estimate, figure } from '../figures.ts';
import { paint } from '../paint.ts';
import { tableText } from '../table-text.ts';
import { wrap } from '../text-width.ts';
import type { Screen } from '../view.ts';

interface EstimateLike {
  readonly value: number | null;
  readonly ci: readonly [number, number] | null;
}

const gap = 2;

/** Names and values below each other; a value that is too long for a line goes on below itself. */
export function pairs(rows: readonly (readonly [label: string, value: string])[], screen: Screen): string {
  const width = Math.max(...rows.map(([label]) => label.length)) + gap;
  return rows
    .flatMap(([label, value]) =>
      wrap(value, screen.width - width).map(
        (line, i) => `${i === 0 ? paint(screen, 'quiet', label.padEnd(width)) : ' '.repeat(width)}${line}`,
      ),
    )
    .join('\n');
}

/** A sentence in as many lines as it needs. */
export function sentence(text: string, screen: Screen): string {
  return wrap(text, screen.width).join('\n');
}

/** Metrics with their intervals. */
export function metricTable(metrics: Readonly<Record<string, EstimateLike>>, screen: Screen): string {
  return tableText(
    [{ head: 'metric' }, { head: 'value [95 % interval]' }],
    Object.entries(metrics).map(([name, one]) => [name, estimate(one)]),
    screen,
  );
}

/** Which look at a holdout some figures come from. */
export function lookLine(look: {
  readonly holdoutId: string;
  readonly look: number;
  readonly again: boolean;
  readonly spent: number;
  readonly budget: number;
}): string {
  const told = look.again ? ', told again' : '';
  return `look ${look.look} of holdout ${look.holdoutId.slice(0, 12)}${told}; ${figure(look.spent)} of ${look.budget} spent`;
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

/** What to do with a new version. */
export function nextSteps(ref: string): string {
  const name = typed(ref);
  return `next\n  modelwright predict ${name} <source>\n  modelwright serve\n  modelwright models show ${name}`;
}

/** A name as it must be typed in a shell. Names are letters, digits, spaces, dots, dashes and underscores. */
function typed(name: string): string {
  return name.includes(' ') ? `"${name}"` : name;
}
