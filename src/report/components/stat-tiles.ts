/** The few figures that a reader looks for first. */
import { type Html, html } from '../html.ts';

export interface StatTile {
  readonly label: string;
  readonly value: string;
  /** A second line: the interval, a comparison. */
  readonly detail?: string;
}

export function statTiles(tiles: readonly StatTile[]): Html {
  return html`<dl class="tiles">${tiles.map(
    ({ label, value, detail }) =>
      html`<div class="tile"><dt>${label}</dt><dd class="value">${value}</dd>${
        detail !== undefined && html`<dd class="detail">${detail}</dd>`
      }</div>`,
  )}</dl>`;
}
