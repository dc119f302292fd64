/** Entry of a helper thread of a fit. */
import { workerData } from 'node:worker_threads';
import { binningPieces } from './bin-work.ts';
import { kernelFunctions } from './kernel.ts';
import type { Objective } from './objective.ts';
import { createObjective } from './objectives.ts';
import { type DoPiece, type HelperStart, help, type TreesTask } from './team.ts';
import { viewsOf } from './training-memory.ts';
import { doPiece, type Workplace } from './tree-work.ts';

const start = workerData as HelperStart;

help(start, (task) => (task.kind === 'bins' ? binningPieces(task) : treePieces(task)));

function treePieces({ kernel, layout, objective: spec, scores, nScores }: TreesTask): DoPiece {
  const views = viewsOf(kernel.buffer);
  let objective: Objective | undefined;
  const place: Workplace = {
    layout,
    kernel: kernelFunctions(kernel),
    views,
    // Made when it is asked for, which takes a while: the kernel's own losses never do.
    get objective() {
      objective ??= createObjective(spec);
      return objective;
    },
    scores: views.f64.subarray(scores / 8, scores / 8 + nScores),
    thread: start.thread,
  };
  return (work, piece, args, fresh) => doPiece(place, work, piece, args, fresh);
}
