/** The example of the guide on columns runs and prints what the guide says. */
import { testExamples } from './examples.ts';

testExamples('features');
