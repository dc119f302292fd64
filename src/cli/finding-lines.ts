/** Findings and alerts as lines: how grave, which rule, its sentence. */
import { paint } from './paint.ts';
import { wrap } from './text-width.ts';
import type { Screen } from './view.ts';

interface FindingLike {
  readonly code: string;
  readonly severity: 'error' | 'warning' | 'info';
  readonly message: string;
}

const colours = { error: 'bad', warning: 'warning', info: 'quiet' } as const;
const indent = 8;

/** A sentence that is too long for a line goes on below itself. */
export function findingLines(findings: readonly FindingLike[], screen: Screen): string[] {
  return findings.flatMap(({ severity, code, message }) =>
    wrap(`${code}: ${message}`, screen.width - indent).map((line, i) =>
      i === 0 ? `${paint(screen, colours[severity], severity.padEnd(indent))}${line}` : `${' '.repeat(indent)}${line}`,
    ),
  );
}
