/** Entry of a helper thread of a forest's fit. */
import { workerData } from 'node:worker_threads';
import { type ForestHelperTask, helpForest } from './forest-crew.ts';
import { kernelFunctions } from './kernel.ts';
import { viewsOf } from './training-memory.ts';

const { control, kernel, plan, thread, port } = workerData as ForestHelperTask;
helpForest({ plan, kernel: kernelFunctions(kernel), views: viewsOf(kernel.buffer), thread }, control, port);
