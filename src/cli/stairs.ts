/** How the best value of a search came about, as a small picture of text. */
import { figure } from './figures.ts';

const height = 6;
const mostWidth = 60;
const blocks = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

interface Step {
  readonly number: number;
  readonly value: number | null;
}

/**
 * The best value after each trial, from the first that had one to the last: steps down or up, as the search goes. The axis
 * runs from the first value to the best one. Empty for fewer than two improvements with finite values.
 *
 * @param count trials in all.
 */
export function stairs(improvements: readonly Step[], count: number, screenWidth: number): string {
  const steps = improvements.flatMap(({ number, value }) => (value === null ? [] : [{ number, value }]));
  if (steps.length < 2) return '';
  const from = steps[0].number;
  const [first, last] = [steps[0].value, steps[steps.length - 1].value];
  const [high, low] = first > last ? [first, last] : [last, first];
  const [top, bottom] = [figure(high), figure(low)];
  const labelWidth = Math.max(top.length, bottom.length) + 1;
  const width = Math.max(1, Math.min(mostWidth, screenWidth - labelWidth, count - from));
  const eighths = Array.from({ length: width }, (_, x) => {
    // The last trial that this column stands for.
    const number = from + Math.ceil(((x + 1) * (count - from)) / width) - 1;
    const { value } = steps.findLast((step) => step.number <= number) ?? steps[0];
    return Math.max(1, Math.round(((value - low) / (high - low)) * height * blocks.length));
  });
  return Array.from({ length: height }, (_, row) => {
    const below = (height - 1 - row) * blocks.length;
    const label = row === 0 ? top : row === height - 1 ? bottom : '';
    const line = eighths.map((level) => {
      const filled = Math.min(blocks.length, level - below);
      return filled <= 0 ? ' ' : blocks[filled - 1];
    });
    return `${label.padStart(labelWidth - 1)} ${line.join('')}`.trimEnd();
  }).join('\n');
}
