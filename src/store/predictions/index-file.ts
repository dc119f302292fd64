/** The index of a segment as a file, written beside the segment: memory holds one page of it. */
import { rename } from 'node:fs/promises';
import { type AppendFile, type OpenAppendFile, openAppendFile } from './append-file.ts';
import { indexEnding, type Segment } from './segment-files.ts';
import { giveUpTemporary, takeTemporary } from './temporary-files.ts';
import { IndexWriter } from './write-index.ts';

/** An index that becomes that of its segment when it is whole. It must be finished or given up; after an error it can only be given up. */
export class IndexFile {
  /** Takes what the segment holds. */
  readonly writer = new IndexWriter((bytes) => this.#append(bytes));
  readonly #path: string;
  readonly #openFile: OpenAppendFile;
  /** Not there before there is something to write. */
  #temporary: string | undefined;
  #file: AppendFile | undefined;

  constructor(segment: Pick<Segment, 'path'>, openFile: OpenAppendFile = openAppendFile) {
    this.#path = segment.path + indexEnding;
    this.#openFile = openFile;
  }

  /** Puts the whole index in the place of any before it; the caller makes the folder durable. */
  async finish(): Promise<void> {
    await this.writer.finish();
    await this.#file!.sync();
    await rename(this.#temporary!, this.#path);
    await this.giveUp();
  }

  /** Gives the file back, and removes what is not an index. */
  async giveUp(): Promise<void> {
    await this.#file?.close().catch(() => {});
    this.#file = undefined;
    if (this.#temporary) await giveUpTemporary(this.#temporary);
    this.#temporary = undefined;
  }

  async #append(bytes: Uint8Array): Promise<void> {
    this.#temporary ??= takeTemporary(this.#path);
    this.#file ??= await this.#openFile(this.#temporary);
    await this.#file.append(bytes);
  }
}
