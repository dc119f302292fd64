/** What pages call the ways of making an interval. */
import type { IntervalMethod } from '../interval-method.ts';

const titles: Readonly<Record<IntervalMethod, string>> = {
  wilson: 'Wilson',
  delong: 'DeLong',
  bca: 'BCa bootstrap',
  percentile: 'bootstrap percentiles',
  influence: 'influence of rows',
  normal: 'bootstrap, normal',
  batch_means: 'batch means',
  consistency: 'consistency of labels',
  cluster_bca: 'BCa bootstrap of groups',
  cluster_percentile: 'percentiles, groups drawn',
  cluster_influence: 'influence of groups',
  cluster_normal: 'bootstrap of groups, normal',
  cluster_batch_means: 'batch means of groups',
  cluster_consistency: 'consistency of labels, groups',
};

/** A dash where there is no interval, and for runs that did not record it. */
export function methodTitle(method: string | undefined): string {
  const known: Readonly<Record<string, string>> = titles;
  return (method !== undefined && known[method]) || '–';
}
