/**
 * Measures the server beside its peers: `node bench/serving/run.mjs`.
 *
 *   --only <case>           this case alone (may be given again)
 *   --repeats <n>           searches of each side (default 3)
 *   --probe-seconds <n>     how long a rate is tried (default 6)
 *   --overload-seconds <n>  (default 60)
 *   --swap-requests <n>     requests while versions change (default 100000; the goal speaks of 1000000)
 *   --again                 measures peers again whose figures are kept
 *   --write                 renews the sections of RESULTS.md
 *
 * Needs `node bench/peers/setup.mjs fastapi`, which trains the model; `mlflow`, `bentoml` and `mlserver` join in when they are set up.
 */
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { busyLoad, loadNow } from '../machine.mjs';
import { sectionOf, writeSections } from '../results-file.mjs';
import { withFolder } from '../tree-model.mjs';
import { isInstalled, makeModel } from './model.mjs';
import { packagesOf } from './peer-figures.mjs';
import { pinning } from './pinned.mjs';
import { peers } from './servers.mjs';

const cases = ['peak', 'prediction-log', 'tensors', 'start', 'overload', 'swap'];
const { values: asked } = parseArgs({
  options: {
    only: { type: 'string', multiple: true, default: [] },
    repeats: { type: 'string', default: '3' },
    'probe-seconds': { type: 'string', default: '6' },
    'overload-seconds': { type: 'string', default: '60' },
    'swap-requests': { type: 'string', default: '100000' },
    again: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
  },
});
const unknown = asked.only.filter((name) => !cases.includes(name));
if (unknown.length > 0) {
  console.error(`no case ${unknown.join(', ')}; there are: ${cases.join(', ')}`);
  process.exit(2);
}
if (!isInstalled('fastapi')) {
  console.error(
    'there is no bench/peers/venv-fastapi; "node bench/peers/setup.mjs fastapi mlflow bentoml mlserver" makes it',
  );
  process.exit(2);
}

for (const name of asked.only.length > 0 ? asked.only : cases) {
  await withFolder(async (folder) => {
    const model = { folder, ...makeModel(folder) };
    const load = loadNow();
    const { title, measure } = await import(`./cases/${name}.mjs`);
    console.log(`\n${title}`);
    const found = await measure({
      model,
      folder,
      repeats: Number(asked.repeats),
      probeSeconds: Number(asked['probe-seconds']),
      overloadSeconds: Number(asked['overload-seconds']),
      swapRequests: Number(asked['swap-requests']),
      again: asked.again,
    });
    const section = sectionOf(`serving: ${title}`, found, remark(name, load));
    console.log(section);
    // Each at once: a run that is ended keeps what it has.
    if (asked.write) writeSections([section]);
  });
}

function remark(name, load) {
  const machine = `${new Date().toISOString().slice(0, 10)}, ${cpus().length} cores (${cpus()[0].model}), Node ${process.versions.node}, ${pinning}`;
  const versions = name === 'peak' ? `; ${peers.map((peer) => `${peer}: ${packagesOf(peer)}`).join('; ')}` : '';
  return `${machine}${versions}. Load when the case began: ${load.toFixed(2)}${load > busyLoad ? ', a busy machine' : ''}.`;
}
