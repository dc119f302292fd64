/** Pinball loss of the 10 % quantile. */
import { pinballLoss } from '../pinball.ts';

/** For predictions of the 10 % quantile. */
export const pinball10Loss = pinballLoss(10);
