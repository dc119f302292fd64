/** The work of one prediction job: its rows are answered line by line into its output, going on where an earlier worker stopped. */
import { open } from 'node:fs/promises';
import { ModelwrightError } from '../../core/errors.ts';
import type { Job } from '../../jobs/job-queue.ts';
import { predictionRequest } from '../../jobs/prediction-job.ts';
import type { JobFiles } from '../../store/job-files.ts';
import { eachCsvRow } from '../mlflow/csv-rows.ts';
import type { ServerContext } from '../server-context.ts';
import { answerLines } from '../streaming/answer-lines.ts';
import { openLineOutput } from './line-output.ts';

/**
 * Answers every row. The version that the job names answers all of them.
 *
 * @param onRows Hears how many lines are answered.
 * @throws CANCELLED when the signal is aborted; what the model and the files throw.
 */
export async function runPredictionJob(
  { jobId, subject, request }: Pick<Job, 'jobId' | 'subject' | 'request'>,
  files: JobFiles,
  context: ServerContext,
  onRows: (rows: number) => void,
  signal: AbortSignal,
): Promise<void> {
  const { format, coverage } = predictionRequest.parse(request);
  const chosen = await context.predictor.choose(subject);
  if (format === 'csv') await writeRows(files, jobId, chosen.served.model.signature.inputs);
  const output = await openLineOutput(files.path(jobId, 'output'));
  try {
    const body = files.read(jobId, format === 'csv' ? 'rows' : 'input');
    for await (const { text, line } of answerLines(body, chosen, context, { coverage, after: output.lastLine })) {
      if (signal.aborted) throw new ModelwrightError('CANCELLED', { what: `job ${jobId}` });
      await output.append(text);
      onRows(line);
    }
  } finally {
    await output.close();
  }
}

/** Lines of JSON of the rows of a CSV input, which carry types that cells do not have. */
async function writeRows(files: JobFiles, jobId: string, inputs: Parameters<typeof eachCsvRow>[1]): Promise<void> {
  const file = await open(files.path(jobId, 'rows'), 'w', 0o600);
  try {
    let lines = '';
    async function* chunks() {
      for await (const chunk of files.read(jobId, 'input')) {
        yield chunk;
        await file.writeFile(lines);
        lines = '';
      }
    }
    await eachCsvRow(chunks(), inputs, (row) => {
      lines += `${JSON.stringify(row)}\n`;
    });
    await file.writeFile(lines);
  } finally {
    await file.close();
  }
}
