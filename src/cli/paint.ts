/** Colours with a meaning. */
import { styleText } from 'node:util';
import type { Screen } from './view.ts';

const styles = { good: 'green', bad: 'red', warning: 'yellow', quiet: 'dim', strong: 'bold' } as const;

/** The text in the colour of its meaning, or as it is. */
export function paint(screen: Screen, meaning: keyof typeof styles, text: string): string {
  // Whether to colour was decided with the screen; the function must not look at the process's own streams.
  return screen.color ? styleText(styles[meaning], text, { validateStream: false } as never) : text;
}
