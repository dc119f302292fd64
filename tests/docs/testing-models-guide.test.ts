/** The example of the guide on tests and gates runs and prints what the guide says. */
import { testExamples } from './examples.ts';

testExamples('testing-models');
