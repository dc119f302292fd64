/** Where the model comes from, and the command that makes it again. */
import { shellWord } from '../../core/shell-word.ts';
import { definitionList } from '../../report/components/definition-list.ts';
import { html } from '../../report/html.ts';
import { formatCount } from '../../report/number-format.ts';
import type { PageSection } from '../../report/page.ts';
import type { ReportData } from '../report-data.ts';

export function lineageSection(data: ReportData): PageSection {
  const { rows } = data;
  const command = reproduceCommand(data);
  return {
    id: 'lineage',
    title: 'Lineage',
    body: html`${definitionList([
      { term: 'Model', description: modelText(data) },
      { term: 'Created', description: data.createdAt },
      { term: 'Run', description: data.runId, code: true },
      { term: 'Source', description: data.source, code: true },
      { term: 'Rows', description: `${formatCount(rows.train)} for training, ${formatCount(rows.holdout)} held out` },
      { term: 'Split', description: data.split },
      { term: 'Seed', description: String(data.seed), code: true },
      { term: 'Data hash', description: data.dataHash, code: true },
      { term: 'Artifact hash', description: data.artifactHash, code: true },
      ...data.lineage.map(({ label, value }) => ({ term: label, description: value, code: true })),
    ])}${
      command !== undefined &&
      html`<h3>Make it again</h3>
<p class="note">Trains from the recorded data, decision and seed, and compares the artifact hashes.</p>
<pre><code>${command}</code></pre>`
    }`,
  };
}

/** `flights, version 3 (gbdt)`. */
export function modelText({ model, estimator }: ReportData): string {
  const version = model.version === undefined ? 'not registered' : `version ${model.version}`;
  return `${model.name}, ${version}${estimator === undefined ? '' : ` (${estimator})`}`;
}

/** The command that reproduces the version; absent when nothing was registered. */
function reproduceCommand({ model }: ReportData): string | undefined {
  if (model.version === undefined) return undefined;
  const reference = `${model.name}@${model.version}`;
  return `modelwright reproduce ${shellWord(reference)}`;
}
