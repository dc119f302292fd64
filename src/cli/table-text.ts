/** Tables in a terminal that never run over its edge: less important columns go first, then a row becomes a paragraph. */
import CliTable from 'cli-table3';
import { paint } from './paint.ts';
import { cut, textWidth, wrap } from './text-width.ts';
import type { Screen } from './view.ts';

export interface TableColumn {
  readonly head: string;
  readonly align?: 'left' | 'right';
  /** True for long texts: takes what the others leave, and is cut there. The others keep their full width. */
  readonly flexible?: boolean;
  /** True for what may be left out on a narrow terminal; the last one goes first. */
  readonly optional?: boolean;
}

type Row = readonly string[];

const gap = 2;
const leastFlexible = 10;

/** Rows under a head line, without borders. */
export function tableText(columns: readonly TableColumn[], rows: readonly Row[], screen: Screen): string {
  const widths = columns.map(({ head }, i) => Math.max(textWidth(head), ...rows.map((row) => textWidth(row[i]))));
  const needed = columns.reduce(
    (sum, { flexible }, i) => sum + gap + (flexible ? Math.min(widths[i], leastFlexible) : widths[i]),
    -gap,
  );
  if (needed <= screen.width) return grid(columns, rows, widths, screen);
  const last = columns.findLastIndex(({ optional }) => optional);
  if (last < 0) return records(columns, rows, screen);
  return tableText(
    columns.toSpliced(last, 1),
    rows.map((row) => row.toSpliced(last, 1)),
    screen,
  );
}

function grid(columns: readonly TableColumn[], rows: readonly Row[], widths: readonly number[], screen: Screen) {
  const flexible = columns.filter((column) => column.flexible).length;
  const fixed = widths.reduce((sum, width, i) => sum + gap + (columns[i].flexible ? 0 : width), -gap);
  const room = flexible === 0 ? 0 : Math.floor((screen.width - fixed) / flexible);
  const table = new CliTable({
    chars: noBorders,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': gap },
    head: columns.map(({ head }) => paint(screen, 'strong', head)),
    colAligns: columns.map(({ align }) => align ?? 'left'),
  });
  for (const row of rows) table.push(row.map((text, i) => (columns[i].flexible ? cut(text, room) : text)));
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}

/** Each row as its first cell with the others below it, for terminals too narrow for the table. */
function records([first, ...others]: readonly TableColumn[], rows: readonly Row[], screen: Screen): string {
  const titled = (head: string, text: string) => (head === '' ? text : `${head} ${text}`);
  const record = ([title, ...texts]: Row) => [
    paint(screen, 'strong', titled(first.head, title)),
    ...texts.flatMap((text, i) =>
      text === '' ? [] : wrap(titled(others[i].head, text), screen.width - gap).map((line) => `  ${line}`),
    ),
  ];
  return rows.map((row) => record(row).join('\n')).join('\n');
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
