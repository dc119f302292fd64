/** Share of rows whose class is among the 3 most probable ones. */
import { topAccuracy } from '../top-accuracy.ts';

/** NaN with 3 classes or fewer, where it would always be 1. */
export const top3AccuracyScore = topAccuracy(3);
