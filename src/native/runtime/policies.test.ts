/** What is decided around processes: when one is started again, when it has grown too large, and how its limits are set. */
import { describe, expect, it } from 'vitest';
import { isModelwrightError } from '../../core/errors.ts';
import { limitedCommand } from './limited-command.ts';
import { ResidentWatch } from './resident-watch.ts';
import { RespawnPolicy } from './respawn-policy.ts';
import { checkRuntime, runtimePackage } from './runtime-package.ts';

describe('respawn', () => {
  const bad = { livedMs: 300, answers: 0 };
  const good = { livedMs: 5_000, answers: 12 };

  it('is immediate once, then later and later, then in quarantine once a minute', () => {
    const policy = new RespawnPolicy();
    const waits = Array.from({ length: 8 }, () => policy.died(bad));
    expect(waits.map(({ afterMs }) => afterMs)).toEqual([0, 1000, 2000, 4000, 8000, 60_000, 60_000, 60_000]);
    expect(waits.map(({ isQuarantined }) => isQuarantined)).toEqual([...Array(5).fill(false), ...Array(3).fill(true)]);
  });

  it('never starts more than five processes a minute that die at once', () => {
    const policy = new RespawnPolicy();
    const starts: number[] = [];
    for (let now = 0; now < 600_000; ) {
      now += policy.died(bad).afterMs;
      starts.push(now);
      now += bad.livedMs;
    }
    for (const from of starts) {
      expect(starts.filter((at) => at >= from && at < from + 60_000).length).toBeLessThanOrEqual(5);
    }
  });

  it('forgets after a good life, which takes time and answers', () => {
    const policy = new RespawnPolicy();
    policy.died(bad);
    policy.died(bad);
    expect(policy.died(good)).toEqual({ afterMs: 0, isQuarantined: false });
    expect(policy.died(bad).afterMs).toBe(0);
    policy.died({ livedMs: 1_999, answers: 5 });
    expect(policy.died({ livedMs: 9_000, answers: 0 }).afterMs).toBe(2000);
  });
});

it('a process has grown when it is a third larger than when it had settled', () => {
  const megabyte = 1024 * 1024;
  const watch = new ResidentWatch();
  for (const bytes of [50, 60, 70, 80, 90, 95, 98, 200]) expect(watch.isGrown(bytes * megabyte)).toBe(false);
  expect(watch.isGrown(260 * megabyte)).toBe(false);
  expect(watch.isGrown(261 * megabyte)).toBe(true);
  const small = new ResidentWatch();
  for (let i = 0; i < 8; i++) small.isGrown(40 * megabyte);
  expect(small.isGrown(72 * megabyte)).toBe(false);
  expect(small.isGrown(73 * megabyte)).toBe(true);
});

it('limits are set by a shell that becomes the program', () => {
  const { command, args } = limitedCommand('node', ['a b', '$(c)'], { memoryBytes: 2048, cpuSeconds: 10 }, 'linux');
  expect([command, args[0]]).toEqual(['/bin/sh', '-c']);
  expect(args[1]).toContain('ulimit -d 2 ');
  expect(args[1]).toContain('ulimit -t 10 ');
  expect(args.slice(2)).toEqual(['node', 'a b', '$(c)']);
  expect(limitedCommand('node', ['x'], { memoryBytes: 1 }, 'win32')).toEqual({ command: 'node', args: ['x'] });
});

it('a missing runtime is named with the command that installs it', () => {
  const absent = () => {
    throw new Error('Cannot find module');
  };
  let found: unknown;
  try {
    checkRuntime(absent);
  } catch (error) {
    found = error;
  }
  if (!isModelwrightError(found)) throw found;
  expect([found.code, found.http]).toEqual(['ONNX_RUNTIME_MISSING', 503]);
  expect(found.message).toContain(`npm install onnxruntime-node@${runtimePackage.version}`);
});
