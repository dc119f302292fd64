/** The process of one job: it has the job for as long as it renews its lease, and ends with it. Started by the runner of a server. */
import { setPriority } from 'node:os';
import { asModelwrightError, ModelwrightError } from '../../core/errors.ts';
import { JobQueue } from '../../jobs/job-queue.ts';
import { JobFiles } from '../../store/job-files.ts';
import { openStore } from '../../store/open-store.ts';
import { openRequestIds } from '../observe/request-ids.ts';
import { openTextLog } from '../observe/text-log.ts';
import { openContext } from '../open-context.ts';
import { defaultLimits } from '../request-limits.ts';
import type { JobSettings } from './job-runner.ts';
import { runPredictionJob } from './run-prediction-job.ts';

const renewMs = 1_000;
/** Requests of the server go first. */
const niceness = 10;

const [home, jobId, owner, said] = process.argv.slice(2);
const { privacy, serving } = JSON.parse(said) as JobSettings;
setPriority(niceness);
const stop = new AbortController();
process.on('SIGTERM', () => stop.abort());
// Without its server nobody would tell this process to stop.
process.on('disconnect', () => stop.abort());

const store = await openStore(home, { privacy });
const log = openTextLog();
const context = openContext({ store, limits: defaultLimits, serving, log, requestIds: openRequestIds() });
const queue = new JobQueue(store);
let rows = 0;
const renewing = setInterval(() => {
  queue.renew(jobId, owner, rows).then(
    (answer) => answer === 'stop' && stop.abort(),
    () => stop.abort(),
  );
}, renewMs);
try {
  const progress = (answered: number) => {
    rows = answered;
  };
  await runPredictionJob(await queue.get(jobId), new JobFiles(home), context, progress, stop.signal);
  await queue.finish(jobId, owner, rows);
} catch (error) {
  const isStopped = error instanceof ModelwrightError && error.code === 'CANCELLED';
  if (!isStopped) {
    if (asModelwrightError(error).code === 'INTERNAL') log.problem(error);
    await queue.finish(jobId, owner, rows, asModelwrightError(error));
  }
} finally {
  clearInterval(renewing);
  context.metrics.close();
  await store.close();
  if (process.connected) process.disconnect();
}
