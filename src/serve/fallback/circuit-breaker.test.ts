/** A circuit whose clock the tests hold. */
import { expect, it } from 'vitest';
import { CircuitBreaker, type Outcome } from './circuit-breaker.ts';

function openBreaker() {
  const clock = { ms: 0 };
  const breaker = new CircuitBreaker({ failures: 3, windowMs: 1000, restMs: 500, nowMs: () => clock.ms });
  const pass = (...outcomes: Outcome[]) => {
    for (const outcome of outcomes) breaker.enter()?.(outcome);
  };
  return { clock, breaker, pass };
}

it('opens after enough failures in the window, lets one try when it has rested, and closes or opens by its outcome', () => {
  const { clock, breaker, pass } = openBreaker();
  pass('failure', 'failure');
  expect(breaker.state).toBe('closed');
  pass('failure');
  expect([breaker.state, breaker.enter()]).toEqual(['open', undefined]);
  clock.ms = 499;
  expect(breaker.enter()).toBeUndefined();
  clock.ms = 500;
  const tried = breaker.enter();
  expect([breaker.state, tried, breaker.enter()]).toEqual(['half_open', expect.any(Function), undefined]);
  tried?.('failure');
  expect(breaker.state).toBe('open');
  clock.ms = 1000;
  pass('none');
  expect(breaker.state).toBe('half_open');
  pass('success');
  expect(breaker.state).toBe('closed');
  pass('failure', 'failure');
  expect(breaker.state).toBe('closed');
});

it('forgets failures of before the window, and stays closed where most requests succeed', () => {
  const { clock, breaker, pass } = openBreaker();
  pass('failure', 'failure');
  clock.ms = 1001;
  pass('failure', 'none');
  expect(breaker.state).toBe('closed');
  pass('success', 'success', 'success', 'success', 'failure', 'failure', 'success', 'success');
  expect(breaker.state).toBe('closed');
});

it('does not hear of requests that began before it opened', () => {
  const { clock, breaker, pass } = openBreaker();
  const old = [breaker.enter(), breaker.enter(), breaker.enter()];
  pass('failure', 'failure', 'failure');
  clock.ms = 500;
  pass('success');
  for (const tell of old) tell?.('failure');
  expect(breaker.state).toBe('closed');
});
