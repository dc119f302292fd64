/** Entry of a helper thread of a fit. */
import { workerData } from 'node:worker_threads';
import { binningPieces } from './bin-work.ts';
import { kernelFunctions } from './kernel.ts';
import { createObjective } from './objectives.ts';
import { type DoPiece, type HelperStart, help, type TreesTask } from './team.ts';
import { viewsOf } from './training-memory.ts';
import { doPiece } from './tree-work.ts';

const start = workerData as HelperStart;

help(start, (task) => (task.kind === 'bins' ? binningPieces(task) : treePieces(task)));

function treePieces({ kernel, layout, objective, scores }: TreesTask): DoPiece {
  const views = viewsOf(kernel.buffer);
  const created = createObjective(objective);
  const place = {
    layout,
    kernel: kernelFunctions(kernel),
    views,
    objective: created,
    scores: views.f64.subarray(scores / 8, scores / 8 + created.initialScores.length * layout.nRows),
    thread: start.thread,
  };
  return (work, piece, args, fresh) => doPiece(place, work, piece, args, fresh);
}
