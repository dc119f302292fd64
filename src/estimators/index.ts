/** All estimators: a line registers a definition and exports its factory for library users. */
import { outlierDetector as outlierDetectorDefinition } from './anomaly/outlier-detector.ts';
import { robustZ as robustZDefinition } from './anomaly/robust-z.ts';
import { majority as majorityDefinition } from './baseline/majority.ts';
import { mean as meanDefinition } from './baseline/mean.ts';
import { naiveBayes as naiveBayesDefinition } from './bayes/naive-bayes.ts';
import { calibrated as calibratedDefinition } from './calibration/calibrated.ts';
import { chain as chainDefinition } from './chain.ts';
import { gaussianMixture as gaussianMixtureDefinition } from './clusters/gaussian-mixture.ts';
import { kmeans as kmeansDefinition } from './clusters/kmeans.ts';
import { conformal as conformalDefinition } from './conformal/conformal.ts';
import { thresholded as thresholdedDefinition } from './decision/thresholded.ts';
import { definePredictor, defineTransformer } from './define-estimator.ts';
import { stacking as stackingDefinition } from './ensemble/stacking.ts';
import { voting as votingDefinition } from './ensemble/voting.ts';
import { elasticNet as elasticNetDefinition } from './linear/elastic-net.ts';
import { logistic as logisticDefinition } from './linear/logistic.ts';
import { ridge as ridgeDefinition } from './linear/ridge.ts';
import { knn as knnDefinition } from './neighbours/knn.ts';
import { lof as lofDefinition } from './neighbours/lof.ts';
import { mlp as mlpDefinition } from './neural/mlp.ts';
import { pipeline as pipelineDefinition } from './pipeline.ts';
import { dateParts as datePartsDefinition } from './preprocess/date-parts.ts';
import { interactions as interactionsDefinition } from './preprocess/interactions/interactions.ts';
import { normalScores as normalScoresDefinition } from './preprocess/normal-scores.ts';
import { numericImputer as numericImputerDefinition } from './preprocess/numeric-imputer.ts';
import { oneHot as oneHotDefinition } from './preprocess/one-hot.ts';
import { ordinal as ordinalDefinition } from './preprocess/ordinal.ts';
import { piecewiseLinear as piecewiseLinearDefinition } from './preprocess/piecewise-linear.ts';
import { selectColumns as selectColumnsDefinition } from './preprocess/select-columns.ts';
import { selectFeatures as selectFeaturesDefinition } from './preprocess/selection/select-features.ts';
import { standardScaler as standardScalerDefinition } from './preprocess/standard-scaler.ts';
import { targetEncoder as targetEncoderDefinition } from './preprocess/target/target-encoder.ts';
import { tfidf as tfidfDefinition } from './preprocess/text/tfidf.ts';
import { decisionTree as decisionTreeDefinition } from './tree/decision-tree.ts';
import { extraTrees as extraTreesDefinition } from './tree/extra-trees.ts';
import { gbdt as gbdtDefinition } from './tree/gbdt.ts';
import { importedForest as importedForestDefinition } from './tree/imported-forest.ts';
import { isolationForest as isolationForestDefinition } from './tree/isolation-forest.ts';
import { randomForest as randomForestDefinition } from './tree/random-forest.ts';

export { linearRecipe, treeRecipe } from './preprocess/recipes.ts';

export const pipeline = definePredictor(pipelineDefinition);

export const chain = defineTransformer(chainDefinition);

export const selectColumns = defineTransformer(selectColumnsDefinition);
export const dateParts = defineTransformer(datePartsDefinition);
export const numericImputer = defineTransformer(numericImputerDefinition);
export const normalScores = defineTransformer(normalScoresDefinition);
export const piecewiseLinear = defineTransformer(piecewiseLinearDefinition);
export const standardScaler = defineTransformer(standardScalerDefinition);
export const oneHot = defineTransformer(oneHotDefinition);
export const tfidf = defineTransformer(tfidfDefinition);
export const selectFeatures = defineTransformer(selectFeaturesDefinition);
export const interactions = defineTransformer(interactionsDefinition);
export const targetEncoder = defineTransformer(targetEncoderDefinition);
export const ordinal = defineTransformer(ordinalDefinition);

export const stacking = definePredictor(stackingDefinition);
export const voting = definePredictor(votingDefinition);

export const calibrated = definePredictor(calibratedDefinition);
export const thresholded = definePredictor(thresholdedDefinition);
export const conformal = definePredictor(conformalDefinition);

export const majority = definePredictor(majorityDefinition);
export const mean = definePredictor(meanDefinition);
export const ridge = definePredictor(ridgeDefinition);
export const elasticNet = definePredictor(elasticNetDefinition);
export const logistic = definePredictor(logisticDefinition);
export const naiveBayes = definePredictor(naiveBayesDefinition);
export const knn = definePredictor(knnDefinition);
export const mlp = definePredictor(mlpDefinition);
export const gbdt = definePredictor(gbdtDefinition);
export const importedForest = definePredictor(importedForestDefinition);
export const decisionTree = definePredictor(decisionTreeDefinition);
export const randomForest = definePredictor(randomForestDefinition);
export const extraTrees = definePredictor(extraTreesDefinition);
export const outlierDetector = defineTransformer(outlierDetectorDefinition);
export const robustZ = defineTransformer(robustZDefinition);
export const isolationForest = defineTransformer(isolationForestDefinition);
export const gaussianMixture = defineTransformer(gaussianMixtureDefinition);
export const kmeans = defineTransformer(kmeansDefinition);
export const lof = defineTransformer(lofDefinition);
