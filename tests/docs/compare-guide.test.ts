/** The example of the guide on comparing models runs and prints what the guide says. */
import { testExamples } from './examples.ts';

testExamples('compare');
