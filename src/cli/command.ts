/** What a command is: an operation, and how its answer is shown. */
import type { Operation } from '../app/operation.ts';
import type { View } from './view.ts';

export interface Command {
  /** The operation's name. */
  readonly name: string;
  /** A few words for the list of commands. */
  readonly summary: string;
  readonly operation: () => Promise<Operation>;
  // A view reads the answer of its own operation; the list cannot know which.
  readonly view: () => Promise<View<never>>;
  /** Whether the answer, though given, says that the work failed: exit code 1. */
  readonly failed?: (answer: never) => boolean;
}
