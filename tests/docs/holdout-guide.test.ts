/** The example of the guide on sealed holdouts runs and prints what the guide says. */
import { testExamples } from './examples.ts';

testExamples('holdout');
