/** `modelwright --help` as a whole process. */
import { bin, median, timeProcess } from '../measure.mjs';

export const title = 'modelwright --help, whole process';

export async function measure() {
  const times = [];
  for (let i = 0; i < 15; i++) times.push((await timeProcess(process.execPath, [bin, '--help'])).ms);
  const bare = [];
  for (let i = 0; i < 15; i++) bare.push((await timeProcess(process.execPath, ['--eval', '0'])).ms);
  return [
    { name: 'median', value: `${median(times).toFixed(0)} ms`, target: 'under 150 ms' },
    { name: 'of which Node itself', value: `${median(bare).toFixed(0)} ms` },
  ];
}
