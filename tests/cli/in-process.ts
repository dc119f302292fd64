/** Runs command lines in this process on stand-in streams. */
import { runCli } from '../../src/cli/main.ts';

export interface Outcome {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Terminal {
  /** Columns; absent for a pipe. */
  readonly columns?: number;
  readonly env?: Readonly<Record<string, string>>;
}

/** No test of this folder starts a server in process. */
const doors = {
  serve: () => Promise.reject(new Error('the server was asked for')),
};

/** One command line, words as a shell would hand them over. */
export async function cli(words: readonly string[], { columns, env = {} }: Terminal = {}): Promise<Outcome> {
  let stdout = '';
  let stderr = '';
  const isTTY = columns !== undefined;
  const textOf = (piece: string | Uint8Array) => (typeof piece === 'string' ? piece : Buffer.from(piece).toString());
  const io = {
    stdout: {
      isTTY,
      columns,
      write: (piece: string | Uint8Array, done?: () => void) => {
        stdout += textOf(piece);
        done?.();
      },
    },
    stderr: { isTTY, columns, write: (piece: string | Uint8Array) => (stderr += textOf(piece)) },
    env,
  };
  const exitCode = await runCli(words, doors, io);
  return { exitCode, stdout, stderr };
}
