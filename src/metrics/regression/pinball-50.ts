/** Pinball loss of the 50 % quantile. */
import { pinballLoss } from '../pinball.ts';

/** For predictions of the 50 % quantile. */
export const pinball50Loss = pinballLoss(50);
