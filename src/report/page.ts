/** The shell of a self-contained page: one file, no script, no request, light and dark, phone and print. */
import { type Html, html, trustedHtml } from './html.ts';
import { styleSheet } from './style.ts';

export interface PageSection {
  /** Anchor: letters, digits and hyphens. */
  readonly id: string;
  readonly title: string;
  /** One sentence under the heading. */
  readonly lead?: string;
  readonly body: Html;
}

export interface Page {
  /** Title of the document. */
  readonly title: string;
  /** A few words above the heading: what kind of page this is. */
  readonly kicker: string;
  /** The heading; for a report the verdict itself. */
  readonly heading: string;
  /** What follows the heading, before the sections. */
  readonly intro: Html;
  readonly sections: readonly PageSection[];
  readonly footer: Html;
}

/** Nothing may load or run, should anything ever slip through the escaping. */
const policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";

/** The page as one HTML document. A pure function: the same page gives the same bytes. */
export function renderPage({ title, kicker, heading, intro, sections, footer }: Page): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${trustedHtml(policy)}">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<link rel="icon" href="data:,">
<title>${title}</title>
<style>${trustedHtml(styleSheet)}</style>
</head>
<body>
<a class="skip" href="#content">Skip to the content</a>
<header><div class="column"><p class="kicker">${kicker}</p><h1>${heading}</h1></div></header>
<nav aria-label="Sections"><ul class="column">${sections.map(({ id, title: name }) => html`<li><a href="#${id}">${name}</a></li>`)}</ul></nav>
<main id="content" class="column">
${intro}
${sections.map(
  (
    section,
  ) => html`<section id="${section.id}" aria-labelledby="${section.id}-title"><h2 id="${section.id}-title">${section.title}</h2>${
    section.lead !== undefined && html`<p class="lead">${section.lead}</p>`
  }
${section.body}</section>
`,
)}</main>
<footer><div class="column">${footer}</div></footer>
</body>
</html>
`.text;
}
