/** The examples of the guide on columns run and print what the guide says. */
import { testExamples } from './examples.ts';

testExamples('features');
