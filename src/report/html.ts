/** HTML that is safe by construction: the `html` tag escapes every text it is given; only its own results pass unescaped. */

/** A piece of finished HTML. Made by `html` and `trustedHtml` alone. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** What may stand in a template: text and numbers are escaped, lists are joined, nothing is left out as the empty string. */
export type HtmlValue = Html | string | number | null | undefined | false | readonly HtmlValue[];

/** Escapes what is interpolated, in text and in quoted attributes alike. Attributes in a template must be quoted. */
export function html(parts: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  return new Html(parts.reduce((text, part, i) => text + toHtml(values[i - 1]) + part));
}

/** Marks markup that the program itself made (an SVG, a style sheet) as finished. Never give it text from data. */
export function trustedHtml(markup: string): Html {
  return new Html(markup);
}

/**
 * Text as HTML shows it. Control and direction characters become visible escapes (they could forge what a reader sees);
 * a lone surrogate, which no file can hold, becomes U+FFFD.
 */
export function escapeText(text: string): string {
  return visibleText(text).replace(/[&<>"'`]/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** The part of `escapeText` that has nothing to do with HTML: for texts that another writer escapes. */
export function visibleText(text: string): string {
  return text
    .replace(/\p{Cs}/gu, '\uFFFD')
    .replace(/[\p{Cc}\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069\uFEFF]/gu, (character) =>
      character === '\n' || character === '\t' ? ' ' : `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
    );
}

function toHtml(value: HtmlValue): string {
  if (value === null || value === undefined || value === false) return '';
  if (value instanceof Html) return value.text;
  if (typeof value === 'string') return escapeText(value);
  if (typeof value === 'number') return String(value);
  return value.map(toHtml).join('');
}
