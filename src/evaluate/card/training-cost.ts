/** What a training took, and an estimate of the energy behind it: figures, and sections of the cards. */
import { definitionList } from '../../report/components/definition-list.ts';
import { formatCount, formatDuration, formatNumber } from '../../report/number-format.ts';
import type { PageSection } from '../../report/page.ts';
import type { ReportCost } from '../report-data.ts';
import type { Said } from './annex-points.ts';
import { markdownList, markdownText } from './markdown.ts';

export interface EnergyEstimate {
  readonly kwh: number;
  /** Grams of CO2 equivalent; null without a carbon intensity. */
  readonly gramsCo2: number | null;
  /** How the figures were made, as one sentence. */
  readonly formula: string;
}

const joulesPerKwh = 3.6e6;

/**
 * Processor seconds times watts of a busy core. It leaves out memory, disks, cooling and idle machines, so it tells the size of the
 * matter and no more.
 */
export function energyOf({ cpuSeconds, wattsPerCore, gramsCo2PerKwh }: ReportCost): EnergyEstimate {
  const kwh = (cpuSeconds * wattsPerCore) / joulesPerKwh;
  const carbon = gramsCo2PerKwh === undefined ? '' : `, times ${formatNumber(gramsCo2PerKwh)} g of CO2 per kWh`;
  return {
    kwh,
    gramsCo2: gramsCo2PerKwh === undefined ? null : kwh * gramsCo2PerKwh,
    formula: `Estimate: ${formatNumber(cpuSeconds)} processor seconds times ${formatNumber(wattsPerCore)} W per busy core (an assumption)${carbon}; memory, disks and cooling are left out.`,
  };
}

/** Rows of the card: what each figure is called, and the figure. */
function costRows(cost: ReportCost): readonly (readonly [term: string, description: string])[] {
  const { machine } = cost;
  const { kwh, gramsCo2 } = energyOf(cost);
  return [
    ['Time', formatDuration(cost.wallMs)],
    ['Processor time', `${formatNumber(cost.cpuSeconds)} s over all threads`],
    ['Peak memory', `${memory(cost.peakBytes)} of the process`],
    ['Threads', formatCount(cost.threads)],
    [
      'Machine',
      `${machine.processor}, ${formatCount(machine.cores)} logical cores, ${memory(machine.memoryBytes)}, ${machine.platform}`,
    ],
    ['Energy, estimated', energyText(kwh)],
    ...(gramsCo2 === null ? [] : [['Carbon, estimated', `${formatNumber(gramsCo2)} g of CO2 equivalent`] as const]),
  ];
}

/** The section of a card; none of a run that did not measure. */
export function costSection(cost: ReportCost | undefined): PageSection | undefined {
  if (cost === undefined) return undefined;
  return {
    id: 'cost',
    title: 'Training cost',
    lead: energyOf(cost).formula,
    body: definitionList(costRows(cost).map(([term, description]) => ({ term, description }))),
  };
}

/** The same as Markdown; empty of a run that did not measure. */
export function markdownCost(cost: ReportCost | undefined): string {
  if (cost === undefined) return '';
  const rows = costRows(cost).map(([term, description]) => `__${term}__: ${markdownText(description)}`);
  return `${markdownList(rows)}\n${markdownText(energyOf(cost).formula)}\n`;
}

/** What the technical documentation says of it. */
export function costSaid(cost: ReportCost | undefined): Said {
  if (cost === undefined) return { notStated: ['the resources of the training (not measured)'] };
  return { facts: costRows(cost).map(([term, text]) => `${term}: ${text}.`) };
}

function energyText(kwh: number): string {
  return kwh < 1 ? `${formatNumber(kwh * 1000)} Wh` : `${formatNumber(kwh)} kWh`;
}

function memory(bytes: number): string {
  const mebibytes = bytes / (1024 * 1024);
  return mebibytes < 1024 ? `${formatNumber(mebibytes)} MiB` : `${formatNumber(mebibytes / 1024)} GiB`;
}
