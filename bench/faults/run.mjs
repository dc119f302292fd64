/**
 * Measures what faults cost, on the built program's own processes: `node bench/faults/run.mjs`.
 *
 *   --only <case>  this case alone (may be given again)
 *   --write        renews the sections of RESULTS.md
 */
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { busyLoad, loadNow } from '../machine.mjs';
import { sectionOf, writeSections } from '../results-file.mjs';
import { withFolder } from '../tree-model.mjs';

const cases = [
  'kill',
  'damaged-artifact',
  'full-disk',
  'restart',
  'connections',
  'many-models',
  'blocked-log',
  'slow-readers',
];
const { values: asked } = parseArgs({
  options: {
    only: { type: 'string', multiple: true, default: [] },
    write: { type: 'boolean', default: false },
  },
});
const unknown = asked.only.filter((name) => !cases.includes(name));
if (unknown.length > 0) {
  console.error(`no case ${unknown.join(', ')}; there are: ${cases.join(', ')}`);
  process.exit(2);
}

for (const name of asked.only.length > 0 ? asked.only : cases) {
  await withFolder(async (folder) => {
    const load = loadNow();
    const { title, measure } = await import(`./cases/${name}.mjs`);
    console.log(`\n${title}`);
    const section = sectionOf(`faults: ${title}`, await measure(folder), remark(load));
    console.log(section);
    // Each at once: a run that is ended keeps what it has.
    if (asked.write) writeSections([section]);
  });
}

function remark(load) {
  const machine = `${new Date().toISOString().slice(0, 10)}, ${cpus().length} cores (${cpus()[0].model}), Node ${process.versions.node}`;
  return `${machine}. Load when the case began: ${load.toFixed(2)}${load > busyLoad ? ', a busy machine' : ''}.`;
}
