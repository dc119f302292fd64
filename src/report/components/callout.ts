/** A message that must not be missed, by severity. The severity is written out, so colour is never the only sign. */
import { type Html, type HtmlValue, html } from '../html.ts';

export type Severity = 'error' | 'warning' | 'info' | 'success';

const words: Readonly<Record<Severity, string>> = { error: 'Error', warning: 'Warning', info: 'Note', success: 'Good' };

export function callout(severity: Severity, title: string, body?: HtmlValue): Html {
  return html`<div class="callout ${severity}"><p class="callout-title"><span class="badge">${words[severity]}</span> ${title}</p>${
    body !== undefined && html`<div class="callout-body">${body}</div>`
  }</div>`;
}
