/** The command that starts a process under limits of the operating system, where there is a shell that sets them. */

export interface ProcessLimits {
  /** Bytes that the process may allocate. */
  readonly memoryBytes: number;
  /** Seconds of processor time over its whole life; absent: no limit. */
  readonly cpuSeconds?: number;
}

/** `ulimit` of the shell, then the program itself in place of the shell. A limit that the system does not know is left out. */
export function limitedCommand(
  program: string,
  args: readonly string[],
  { memoryBytes, cpuSeconds }: ProcessLimits,
  platform: NodeJS.Platform = process.platform,
): { readonly command: string; readonly args: readonly string[] } {
  if (platform === 'win32') return { command: program, args };
  const kilobytes = Math.ceil(memoryBytes / 1024);
  const limits = [
    `ulimit -d ${kilobytes} 2>/dev/null`,
    // No file of the memory's contents after a crash.
    'ulimit -c 0 2>/dev/null',
    ...(cpuSeconds === undefined ? [] : [`ulimit -t ${Math.ceil(cpuSeconds)} 2>/dev/null`]),
  ];
  return { command: '/bin/sh', args: ['-c', `${limits.join('; ')}; exec "$0" "$@"`, program, ...args] };
}
