/** Tables with a caption, headed rows and columns, and numbers that align. Wide ones scroll inside their own box. */
import { type Html, html } from '../html.ts';
import { formatCount } from '../number-format.ts';
import { breakable } from './breakable.ts';
import { fold } from './fold.ts';

export interface TableColumn {
  readonly title: string;
  /** `number` aligns right in figures of one width; `code` is for hashes and settings. */
  readonly kind?: 'text' | 'number' | 'code';
}

export interface TableView {
  readonly caption: string;
  readonly columns: readonly TableColumn[];
  /** One cell per column; the first is the row's heading. */
  readonly rows: readonly (readonly (Html | string)[])[];
  /** Indexes of rows to stress. */
  readonly stressed?: readonly number[];
  /** Rows that are in sight; the others are folded away. Default: all. */
  readonly open?: number;
  /** Rows that exist and are not listed; told under the table. */
  readonly hidden?: number;
}

export function table(view: TableView): Html {
  const { caption, columns, rows, open = rows.length, hidden = 0 } = view;
  const all = rows.map((cells, i) => rowView(cells, columns, view.stressed?.includes(i) === true));
  // A fold that hides a row or two costs more than it saves.
  const shown = all.length - open > 2 ? open : all.length;
  const rest = all.slice(shown);
  return html`<div class="table" role="region" tabindex="0" aria-label="${caption}">${tableView(caption, columns, all.slice(0, shown))}${
    rest.length > 0 && fold(`Show ${formatCount(rest.length)} more`, tableView(`${caption}, continued`, columns, rest))
  }${hidden > 0 && html`<p class="note">The first ${formatCount(rows.length)} of ${formatCount(rows.length + hidden)} are listed.</p>`}</div>`;
}

function tableView(caption: string, columns: readonly TableColumn[], rows: readonly Html[]): Html {
  const head = columns.map(({ title, kind }) => html`<th scope="col" class="${kind ?? 'text'}">${title}</th>`);
  return html`<table><caption>${caption}</caption>
<thead><tr>${head}</tr></thead>
<tbody>
${rows}</tbody></table>`;
}

function rowView(cells: readonly (Html | string)[], columns: readonly TableColumn[], stressed: boolean): Html {
  return html`<tr${stressed && html` class="stressed"`}>${cells.map((cell, j) => {
    const kind = columns[j].kind ?? 'text';
    const shown = typeof cell === 'string' && kind !== 'number' ? breakable(cell) : cell;
    return j === 0 ? html`<th scope="row" class="${kind}">${shown}</th>` : html`<td class="${kind}">${shown}</td>`;
  })}</tr>\n`;
}
