/** What jobs read and write: a folder for each, named by its id. */
import { createReadStream } from 'node:fs';
import { mkdir, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ModelwrightError } from '../core/errors.ts';
import { storeError } from './store-error.ts';

export type JobFile = 'input' | 'rows' | 'output';

const idPattern = /^job_[0-9a-z]{26}$/;

export class JobFiles {
  readonly #folder: string;

  constructor(home: string) {
    this.#folder = join(home, 'jobs');
  }

  /** Only ids become paths. @throws JOB_NOT_FOUND for a text that is no id */
  path(jobId: string, file: JobFile): string {
    return join(this.#folderOf(jobId), file);
  }

  /**
   * Writes the input of a job as it comes; when this returns it is on disk. What was written of an input that is refused is removed.
   *
   * @throws BODY_TOO_LARGE beyond `mostBytes`, STORE_UNWRITABLE, and what the stream throws.
   */
  async receive(jobId: string, body: AsyncIterable<Buffer>, mostBytes: number): Promise<number> {
    let bytes = 0;
    try {
      await mkdir(this.#folderOf(jobId), { recursive: true, mode: 0o700 });
      const file = await open(this.path(jobId, 'input'), 'wx', 0o600);
      try {
        for await (const chunk of body) {
          bytes += chunk.length;
          if (bytes > mostBytes) throw new ModelwrightError('BODY_TOO_LARGE', { limit: mostBytes });
          await file.writeFile(chunk);
        }
        await file.sync();
      } finally {
        await file.close();
      }
      return bytes;
    } catch (error) {
      await this.remove(jobId);
      throw error instanceof ModelwrightError ? error : storeError(error, this.#folder);
    }
  }

  /** @param atOnce Bytes that are read ahead of who takes them. */
  read(jobId: string, file: JobFile, atOnce = 64 * 1024): AsyncIterable<Buffer> & NodeJS.ReadableStream {
    return createReadStream(this.path(jobId, file), { highWaterMark: atOnce });
  }

  async remove(jobId: string): Promise<void> {
    await rm(this.#folderOf(jobId), { recursive: true, force: true });
  }

  #folderOf(jobId: string): string {
    if (!idPattern.test(jobId)) throw new ModelwrightError('JOB_NOT_FOUND', { job: jobId.slice(0, 100) });
    return join(this.#folder, jobId);
  }
}
