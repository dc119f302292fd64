/** Tables in a terminal, cut to its width. */
import CliTable from 'cli-table3';
import { paint } from './paint.ts';
import type { Screen } from './view.ts';

/** A column that may be cut; the others keep their full width. */
export interface TableColumn {
  readonly head: string;
  readonly align?: 'left' | 'right';
  /** True for long texts: takes what the others leave, and is cut there. */
  readonly flexible?: boolean;
}

const gap = 2;
const leastFlexible = 10;

/** Rows under a head line, without borders. */
export function tableText(
  columns: readonly TableColumn[],
  rows: readonly (readonly string[])[],
  screen: Screen,
): string {
  const widths = columns.map(({ head }, i) => Math.max(head.length, ...rows.map((row) => row[i].length)));
  const flexible = columns.filter((column) => column.flexible).length;
  const fixed = widths.reduce((sum, width, i) => sum + gap + (columns[i].flexible ? 0 : width), 0);
  const room = flexible === 0 ? 0 : Math.max(leastFlexible, Math.floor((screen.width - fixed) / flexible));
  const cutTo = columns.map((column, i) => (column.flexible ? Math.min(widths[i], room) : widths[i]));
  const table = new CliTable({
    chars: noBorders,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': gap },
    head: columns.map(({ head }) => paint(screen, 'strong', head)),
    colAligns: columns.map(({ align }) => align ?? 'left'),
  });
  for (const row of rows) table.push(row.map((text, i) => cut(text, cutTo[i])));
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}

/** The text, ended with `...` where it is longer. */
export function cut(text: string, length: number): string {
  const characters = [...text];
  return characters.length <= length ? text : `${characters.slice(0, Math.max(0, length - 3)).join('')}...`;
}

const noBorders = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '',
};
