/** Tables with a caption, headed rows and columns, and numbers that align. Wide ones scroll inside their own box. */
import { type Html, html } from '../html.ts';

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
  /** Rows that exist and are not listed; told under the table. */
  readonly hidden?: number;
}

export function table({ caption, columns, rows, stressed = [], hidden = 0 }: TableView): Html {
  const head = columns.map(({ title, kind }) => html`<th scope="col" class="${kind ?? 'text'}">${title}</th>`);
  const body = rows.map(
    (cells, i) =>
      html`<tr${stressed.includes(i) && html` class="stressed"`}>${cells.map((cell, j) =>
        j === 0
          ? html`<th scope="row" class="${columns[j].kind ?? 'text'}">${cell}</th>`
          : html`<td class="${columns[j].kind ?? 'text'}">${cell}</td>`,
      )}</tr>\n`,
  );
  return html`<div class="table" role="region" tabindex="0" aria-label="${caption}"><table><caption>${caption}</caption>
<thead><tr>${head}</tr></thead>
<tbody>
${body}</tbody></table>${hidden > 0 && html`<p class="note">${hidden} more not listed.</p>`}</div>`;
}
