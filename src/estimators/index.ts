/** All estimators: a line registers a definition and exports its factory for library users. */
import { majority as majorityDefinition } from './baseline/majority.ts';
import { mean as meanDefinition } from './baseline/mean.ts';
import { definePredictor } from './define-estimator.ts';
import { pipeline as pipelineDefinition } from './pipeline.ts';

export const pipeline = definePredictor(pipelineDefinition);

export const majority = definePredictor(majorityDefinition);
export const mean = definePredictor(meanDefinition);
