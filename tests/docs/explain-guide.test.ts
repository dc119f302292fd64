/** The example of the guide on explanations runs and prints what the guide says. */
import { testExamples } from './examples.ts';

testExamples('explain');
