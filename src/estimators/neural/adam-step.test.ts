/** Steps of Adam near zero, where numbers of single precision become slow. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { kernelFunctions, openKernel } from '../tree/kernel.ts';

const n = 8;
const [step, correction, decay] = [1e-3, 1, 0];

/** A layer of eight weights of 1 that has learned nothing yet, and its steps. */
function open(kernel: string) {
  vi.stubEnv('MODELWRIGHT_KERNEL', kernel);
  const source = openKernel(1 << 16);
  const [weights, gradients, first, second] = [1024, 2048, 3072, 4096];
  const view = (at: number) => new Float32Array(source.buffer, at, n);
  const functions = kernelFunctions(source);
  const blocks = {
    weights: view(weights).fill(1),
    gradients: view(gradients),
    first: view(first),
    second: view(second),
  };
  const move = () => functions.adamStep(weights, gradients, first, second, n, step, correction, decay);
  return { ...blocks, move };
}

afterEach(() => vi.unstubAllEnvs());

describe.each(['wasm', 'js'])('a step of Adam, %s', (kernel) => {
  it('forgets what silent units had learned, in place of keeping the smallest numbers that there are', () => {
    const { gradients, first, second, weights, move } = open(kernel);
    gradients.fill(1e-9);
    move();
    gradients.fill(0);
    for (let i = 0; i < 1500; i++) move();
    const settled = weights.slice();
    expect([...first]).toEqual(new Array(n).fill(0));
    // The square decays by a thousandth a step.
    for (let i = 0; i < 40_000; i++) move();
    expect([...second]).toEqual(new Array(n).fill(0));
    expect(weights).toEqual(settled);
  });

  it('takes no squares that are below the normal range', () => {
    const { gradients, second, move } = open(kernel);
    gradients.set([1e-17, -1e-17, 1e-19, -1e-22, 2e-16, -2e-16, 1e-15, -1e-15]);
    move();
    const normal = [...second].filter((value) => value === 0 || value >= 2 ** -126);
    expect(normal).toHaveLength(n);
    expect([...second].map((value) => value > 0)).toEqual([false, false, false, false, true, true, true, true]);
  });

  it('lets NaN pass', () => {
    const { gradients, weights, move } = open(kernel);
    gradients[3] = Number.NaN;
    move();
    expect(Array.from(weights, Number.isNaN)).toEqual([false, false, false, true, false, false, false, false]);
  });
});
