/** The results of all systems on all sets as Markdown: the metric of each set, ranks, times, sizes, and what went wrong. */
import { metricByName } from '../../dist/metrics/index.js';
import { median } from '../measure.mjs';
import { ranksOf } from './score.mjs';
import { winnerOf } from './winner.mjs';

/** How much longer than its budget a fit may take without a remark: 5 % or 3 s, whichever is more. */
const lateSeconds = (budget) => Math.max(0.05 * budget, 3);

/** Share of the time in which a fit could have worked that other programs had the processors; NaN where nobody looked. */
export const waitedShare = ({ processorSeconds, waitSeconds }) =>
  waitSeconds === 0 ? 0 : waitSeconds / (processorSeconds + waitSeconds);

/**
 * @param found by set and then by system: the results of its seeds.
 * @param systems names, ours first.
 * @returns `{ table, summary }`, both Markdown.
 */
export function tablesOf(found, systems, sets, budget) {
  const whole = Object.keys(found).filter((set) => systems.every((system) => found[set][system]?.length > 0));
  const ranks = new Map(whole.map((set) => [set, ranksOf(scoresOf(found[set], systems), directionOf(sets[set]))]));
  const rows = whole.map((set) => setRow(set, sets[set], found[set], systems, ranks.get(set)));
  const columns = ['set', 'task', 'train rows x columns', 'metric', ...systems, 'rank of each', 'winner of each'];
  const summary = systems.map((system, s) => summaryRow(system, s, { found, systems, whole, ranks, budget }));
  return {
    table: markdown(columns, rows),
    summary: markdown(
      [
        '',
        `mean rank on ${whole.length} sets`,
        'best on',
        'crashed or timed out',
        'fits late',
        'longest fit',
        'time lost to other programs, mean',
        'one row, median',
        `times ${systems[0]}`,
        'size, median',
      ],
      summary,
    ),
  };
}

function setRow(set, { task, metric }, results, systems, ranks) {
  const [{ rows, columns }] = results[systems[0]];
  const scores = scoresOf(results, systems).map((score, s) =>
    Number.isFinite(score)
      ? `${ranks[s] === 1 ? '**' : ''}${score.toPrecision(5)}${ranks[s] === 1 ? '**' : ''}`
      : results[systems[s]][0].status,
  );
  const winners = systems.map((system) => winnerOf(results[system][0])).join(', ');
  return [set, task, `${rows.train} x ${columns}`, metric, ...scores, ranks.join(', '), winners];
}

function summaryRow(system, s, { found, systems, whole, ranks, budget }) {
  const results = whole.flatMap((set) => found[set][system]);
  const ran = results.filter(({ status }) => status === 'ok');
  const mean = whole.reduce((sum, set) => sum + ranks.get(set)[s], 0) / whole.length;
  const late = ran.filter(({ fitSeconds }) => fitSeconds > budget + lateSeconds(budget));
  const waited = ran.map(waitedShare).filter(Number.isFinite);
  const ratios = whole.flatMap((set) => {
    const [ours, its] = [found[set][systems[0]], found[set][system]].map((fits) => fits.find(({ rowMs }) => rowMs));
    return ours && its ? [its.rowMs / ours.rowMs] : [];
  });
  return [
    system,
    mean.toFixed(2),
    whole.filter((set) => ranks.get(set)[s] === 1).length,
    results.length - ran.length,
    late.length,
    ran.length > 0 ? `${Math.max(...ran.map(({ fitSeconds }) => fitSeconds)).toFixed(1)} s` : '',
    waited.length > 0
      ? `${((100 * waited.reduce((sum, share) => sum + share, 0)) / waited.length).toFixed(0)} %`
      : 'unknown',
    ran.length > 0 ? `${median(ran.map(({ rowMs }) => rowMs)).toPrecision(3)} ms` : '',
    ratios.length > 0 && s > 0 ? `${median(ratios).toPrecision(3)} (least ${Math.min(...ratios).toPrecision(3)})` : '',
    ran.length > 0 ? `${(median(ran.map(({ bytes }) => bytes)) / 1e6).toPrecision(3)} MB` : '',
  ];
}

/** The mean over seeds, NaN where one of them failed. */
function scoresOf(results, systems) {
  return systems.map((system) => {
    const scores = results[system].map(({ score }) => score ?? Number.NaN);
    return scores.reduce((sum, score) => sum + score, 0) / scores.length;
  });
}

const directionOf = ({ metric }) => metricByName(metric).direction;

function markdown(columns, rows) {
  const line = (cells) => `| ${cells.join(' | ')} |`;
  return [line(columns), `|${'---|'.repeat(columns.length)}`, ...rows.map(line)].join('\n');
}
