/** The example of the guide on decisions runs and prints what the guide says. */
import { testExamples } from './examples.ts';

testExamples('decisions');
