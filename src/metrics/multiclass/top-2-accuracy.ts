/** Share of rows whose class is among the 2 most probable ones. */
import { topAccuracy } from '../top-accuracy.ts';

/** NaN with 2 classes or fewer, where it would always be 1. */
export const top2AccuracyScore = topAccuracy(2);
