/** The example of the guide on fairness runs and prints what the guide says. */
import { testExamples } from './examples.ts';

testExamples('fairness');
