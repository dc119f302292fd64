/** The comparison of two models as Markdown. */
import { formatCount, formatPValue } from '../../report/number-format.ts';
import { markdownList, markdownTable, markdownText } from '../card/markdown.ts';
import type { ComparedModels } from './compared-models.ts';
import {
  agreementRows,
  comparedNames,
  comparisonHeadline,
  differenceText,
  gainText,
  madeFrom,
  sideRows,
  slicesText,
  verdictText,
} from './comparison-text.ts';
import { markdownMetrics } from './markdown-metrics.ts';

const mostSlices = 30;

/** The same data gives the same bytes. */
export function renderMarkdownComparison(data: ComparedModels): string {
  const [first, second] = comparedNames(data).map(markdownText);
  const { list } = data.slices;
  const shown = list.slice(0, mostSlices);
  const more = list.length - shown.length;
  const parts = [
    `# ${first} beside ${second}\n`,
    `${markdownText(comparisonHeadline(data))}\n`,
    `${markdownText(differenceText(data))}\n`,
    markdownList(data.notes.map(markdownText)),
    `## Metrics\n\n${markdownMetrics([first, second], data.metrics)}`,
    shown.length === 0
      ? ''
      : `## Parts of the rows\n\n${markdownText(slicesText(data))}\n\n${markdownTable(
          ['Part', 'Rows', 'Difference', 'q', 'Verdict'],
          shown.map((slice) => [
            markdownText(slice.description),
            formatCount(slice.rows),
            gainText(slice),
            markdownText(formatPValue(slice.qValue)),
            verdictText(slice.verdict),
          ]),
        )}${more > 0 ? `\n${formatCount(more)} more not listed.\n` : ''}`,
    `## Agreement\n\n${markdownList(
      agreementRows(data).map(([term, text]) => `${markdownText(term)}: ${markdownText(text)}`),
    )}`,
    `## Size and speed\n\n${markdownTable(
      ['', first, second],
      sideRows(data).map(([term, ours, theirs]) => [term, ours, theirs]),
    )}`,
    `${madeFrom(data)}\n`,
  ];
  return parts.filter((part) => part !== '').join('\n');
}

/** Any comparison as a JSON document, with a line break at its end. */
export function comparisonJson(data: { readonly format: string }): string {
  return `${JSON.stringify(data, null, 2)}\n`;
}
