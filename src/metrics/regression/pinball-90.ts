/** Pinball loss of the 90 % quantile. */
import { pinballLoss } from '../pinball.ts';

/** For predictions of the 90 % quantile. */
export const pinball90Loss = pinballLoss(90);
