/** The limit of requests in flight against a service of which is known how it answers. */
import { describe, expect, it } from 'vitest';
import { GradientLimit } from './gradient-limit.ts';

/** A service that answers `capacity` requests in `serviceMs`; more of them in flight wait in proportion. */
function drive(limit: GradientLimit, clock: { ms: number }, capacity: number, serviceMs: number, rounds: number): void {
  for (let round = 0; round < rounds; round++) {
    const inFlight = limit.value;
    const durationMs = serviceMs * Math.max(1, inFlight / capacity);
    clock.ms += durationMs;
    for (let i = 0; i < inFlight; i++) limit.observe(durationMs, i + 1);
  }
}

function openLimit(options = {}) {
  const clock = { ms: 1000 };
  return { clock, limit: new GradientLimit({ nowMs: () => clock.ms, ...options }) };
}

describe('GradientLimit', () => {
  it('grows while answers take as long as without company, up to its highest', () => {
    const { clock, limit } = openLimit({ maxLimit: 200 });
    drive(limit, clock, 1_000_000, 10, 200);
    expect(limit.value).toBe(200);
  });

  it('settles near what the service can do at once when more of them only wait', () => {
    const { clock, limit } = openLimit();
    drive(limit, clock, 1_000_000, 10, 100);
    expect(limit.value).toBeGreaterThan(100);
    drive(limit, clock, 20, 10, 400);
    expect(limit.value).toBeGreaterThanOrEqual(20);
    // The fixed point of L = L g + sqrt(L g) with g = 1.25 * 20 / L, and what remains of one step.
    expect(limit.value).toBeLessThanOrEqual(25 + 5 + 2);
  });

  it('never falls below its lowest, however slow answers become', () => {
    const { clock, limit } = openLimit({ minLimit: 3 });
    drive(limit, clock, 1_000_000, 1, 60);
    for (let i = 0; i < 1000; i++) {
      clock.ms += 200;
      limit.observe(5000, 10);
    }
    expect(limit.value).toBe(3);
  });

  it('holds others back for the measurement only when no answer came without company, and not for long', () => {
    const { clock, limit } = openLimit({ remeasureMs: 60_000, probeMs: 250 });
    for (let i = 0; i < 60; i++) limit.observe(10, 1);
    const before = limit.value;
    clock.ms += 60_001;
    limit.observe(10, before);
    expect(limit.value).toBe(3);
    clock.ms += 251;
    limit.observe(10, before);
    expect(limit.value).toBe(before);
  });

  it('takes a service that became slower for what it is after the next measurement', () => {
    const { clock, limit } = openLimit();
    drive(limit, clock, 10, 1, 300);
    for (let i = 0; i < 100; i++) {
      clock.ms += 1000;
      drive(limit, clock, 10, 50, 20);
    }
    expect(limit.value).toBeGreaterThanOrEqual(10);
  });
});
