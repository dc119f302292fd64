/** The example of the guide on uncertainty runs and prints what the guide says. */
import { testExamples } from './examples.ts';

testExamples('uncertainty');
