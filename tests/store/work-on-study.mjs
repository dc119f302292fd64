// Runs a stored study of so many trials and prints each trial that is stored. One line is one acknowledgement.
import { writeSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { openStore } from '../../dist/store/open-store.js';
import { optimize } from '../../dist/train/study/optimize.js';
import { openStudy } from '../../dist/train/study/stored-study.js';

const [, , home, trials] = process.argv;
const tell = (line) => writeSync(1, `${JSON.stringify(line)}\n`);

const store = await openStore(home);
const study = await openStudy(store, {
  name: 'killed',
  sampler: { name: 'tpe', startupTrials: 8 },
  pruner: 'median',
  seed: 5,
  generation: 4,
});
await optimize(
  study,
  async (trial) => {
    const x = trial.suggestFloat('x', -5, 5);
    const n = x > 0 ? trial.suggestInt('n', 1, 10) : 0;
    await sleep(1);
    trial.report(0, x * x);
    return trial.shouldPrune() ? 'pruned' : x * x + n;
  },
  {
    trials: Number(trials),
    workers: 3,
    onTrial: ({ number, value = null, params }) => tell({ told: number, value, params }),
  },
);
await store.close();
