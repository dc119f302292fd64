/** Profiling 3 million flights, beside pandas on the same file. */
import { fileURLToPath } from 'node:url';
import { bin, median, peerPython, timeProcess, vegaData } from '../measure.mjs';

export const title = 'profile of 3 million rows (flights-3m.parquet), whole process';

const source = `${vegaData}flights-3m.parquet`;
const peer = fileURLToPath(new URL('../peers/profile_pandas.py', import.meta.url));
const rounds = 5;

export async function measure() {
  const { python, reason } = peerPython();
  const ours = [];
  const theirs = [];
  let peakBytes = 0;
  for (let i = 0; i < rounds; i++) {
    const run = await timeProcess(process.execPath, [bin, 'profile', source, '--json', '--quiet']);
    ours.push(run.ms);
    peakBytes = Math.max(peakBytes, run.peakBytes);
    if (python) theirs.push((await timeProcess(python, [peer, source])).ms);
  }
  const figures = [
    { name: 'modelwright profile', value: `${(median(ours) / 1000).toFixed(2)} s` },
    { name: 'peak memory', value: `${(peakBytes / 1024 ** 3).toFixed(2)} GB`, target: 'under 1.5 GB' },
  ];
  if (reason) return [...figures, { name: 'pandas', value: `not run: ${reason}` }];
  return [
    ...figures,
    { name: 'pandas describe + value_counts', value: `${(median(theirs) / 1000).toFixed(2)} s` },
    { name: 'times as fast as pandas', value: (median(theirs) / median(ours)).toFixed(2), target: 'at least 1' },
  ];
}
