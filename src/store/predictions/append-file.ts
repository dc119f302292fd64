/** The calls of the log that append to a file; tests pass failing ones. */
import { open } from 'node:fs/promises';

export interface AppendFile {
  append(bytes: Uint8Array): Promise<void>;
  sync(): Promise<void>;
  close(): Promise<void>;
}

/** Creates a file for appending; fails when it exists. */
export type OpenAppendFile = (path: string) => Promise<AppendFile>;

/** The file system itself. */
export const openAppendFile: OpenAppendFile = async (path) => {
  const file = await open(path, 'ax');
  return {
    append: (bytes) => file.appendFile(bytes),
    sync: () => file.datasync(),
    close: () => file.close(),
  };
};
