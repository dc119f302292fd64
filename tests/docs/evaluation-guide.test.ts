/** The example of the guide on evaluation runs and prints what the guide says. */
import { testExamples } from './examples.ts';

testExamples('evaluation');
