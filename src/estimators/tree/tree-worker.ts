/** Entry of a helper thread of a fit. */
import { workerData } from 'node:worker_threads';
import { kernelFunctions } from './kernel.ts';
import { createObjective } from './objectives.ts';
import { type HelperTask, help } from './team.ts';
import { viewsOf } from './training-memory.ts';

const { control, kernel, layout, objective, scores, thread } = workerData as HelperTask;
const views = viewsOf(kernel.buffer);
const created = createObjective(objective);
const place = {
  layout,
  kernel: kernelFunctions(kernel),
  views,
  objective: created,
  scores: views.f64.subarray(scores / 8, scores / 8 + created.initialScores.length * layout.nRows),
  thread,
};
help(place, new Int32Array(control));
