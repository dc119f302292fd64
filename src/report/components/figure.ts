/** A chart with its heading, what its colours mean, and a sentence on how to read it. */
import type { ChartRole } from '../charts/palette.ts';
import { type Html, html } from '../html.ts';

export interface Figure {
  readonly title: string;
  readonly chart: Html;
  readonly legend?: readonly { readonly role: ChartRole; readonly text: string; readonly dashed?: boolean }[];
  /** How to read it, in one or two sentences. */
  readonly note?: string;
}

export function figure({ title, chart, legend = [], note }: Figure): Html {
  const keys = legend.map(
    ({ role, text, dashed }) =>
      html`<li><span class="key key-${role}${dashed === true ? ' dashed' : ''}"></span>${text}</li>`,
  );
  return html`<figure class="card"><figcaption><h3>${title}</h3>${
    keys.length > 0 && html`<ul class="legend">${keys}</ul>`
  }</figcaption>${chart}${note !== undefined && html`<p class="note">${note}</p>`}</figure>`;
}

/** Figures and cards side by side as the width allows. */
export function gallery(items: readonly (Html | undefined)[]): Html {
  const present = items.filter((item) => item !== undefined);
  return present.length === 0 ? html`` : html`<div class="gallery">${present}</div>`;
}
