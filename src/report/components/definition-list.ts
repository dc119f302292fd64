/** Facts as term and description: lineage, settings, hashes. */
import { type Html, html } from '../html.ts';

export interface Definition {
  readonly term: string;
  readonly description: Html | string;
  /** Set in a fixed-width face: hashes, paths, commands. */
  readonly code?: boolean;
}

export function definitionList(definitions: readonly Definition[]): Html {
  return html`<dl class="facts">${definitions.map(
    ({ term, description, code }) =>
      html`<div><dt>${term}</dt><dd>${code === true ? html`<code>${description}</code>` : description}</dd></div>\n`,
  )}</dl>`;
}
