/** What few readers look for: behind a line to click, opened on paper. */
import { type Html, html } from '../html.ts';

export function fold(summary: string, body: Html): Html {
  return html`<details><summary>${summary}</summary>${body}</details>`;
}
