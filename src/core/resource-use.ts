/** What some work of this process takes: time, processor, memory; and the kind of machine it runs on. */
import { arch, cpus, platform, totalmem } from 'node:os';
import { resourceUsage } from 'node:process';
import { stopwatch } from './clock.ts';

/** What was used since the meter was started. */
export interface ResourceUse {
  readonly wallMs: number;
  /** Of all threads of the process, in user and system mode; whatever else it did meanwhile is counted too. */
  readonly cpuSeconds: number;
  /** Largest resident memory of the process since it began, in bytes. */
  readonly peakBytes: number;
}

/** Kind of machine; nothing that tells one machine from another of its kind. */
export interface Machine {
  /** `linux x64`. */
  readonly platform: string;
  readonly processor: string;
  /** Logical ones. */
  readonly cores: number;
  readonly memoryBytes: number;
}

const microseconds = 1e6;
const kibibyte = 1024;

/** Starts a meter; calling the result reads it. */
export function startMeter(): () => ResourceUse {
  const elapsed = stopwatch();
  const before = cpuMicroseconds();
  return () => ({
    wallMs: elapsed(),
    cpuSeconds: (cpuMicroseconds() - before) / microseconds,
    peakBytes: resourceUsage().maxRSS * kibibyte,
  });
}

/** The machine that this process runs on. */
export function machineOf(): Machine {
  const all = cpus();
  const processor = all[0]?.model.trim().replace(/\s+/g, ' ') || 'unknown processor';
  return { platform: `${platform()} ${arch()}`, processor, cores: all.length, memoryBytes: totalmem() };
}

function cpuMicroseconds(): number {
  const { userCPUTime, systemCPUTime } = resourceUsage();
  return userCPUTime + systemCPUTime;
}
