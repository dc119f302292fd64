/** The example of the guide on models without a target runs and prints what the guide says. */
import { testExamples } from './examples.ts';

testExamples('unlabelled');
