/** The type of an operation's answer, for its view. */
import type { z } from 'zod';
import type { DeepReadonly, Operation } from '../../app/operation.ts';

export type Answer<O extends Operation> = DeepReadonly<z.output<O['output']>>;
