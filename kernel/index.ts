// The inner loops of learning trees and networks. Everything is in memory that the threads of a fit share; no function keeps state.

export { columnMoments, followMean, normaliseBack, normaliseColumns } from './batch-norm';
export { addCells, countOf, gradientOf, hessianOf, subtractCells, sumCells } from './cells';
export { dropUnits } from './dropout';
export { addChosen, addFollowing } from './histogram';
export { addForestToRow, addForestWithSetsToRow } from './forest-row-scores';
export { addForest, addForestWithSets } from './forest-scores';
export { sumLogistic, writeLogistic } from './logistic';
export { writeRecords } from './records';
export { addToScores, clear, copyAddends, copyRows, largestOf, numberRows, part, sumHessians, writeAddends } from './rows';
export { growTree, plantTree } from './forest-tree';
export { drawRows } from './random';
export { binNumbers, guideBins } from './numbers';
export { adamStep, addBias, maskSilent, multiply, sumColumns, transpose } from './multiply';
export { multiplyRow } from './multiply-row';
export { sortNumbers } from './sort-numbers';
export { addGains } from './level-gains';
export { bestOfLevel, takeSplit } from './level-split';
export { searchColumns } from './search';
export { addSparse, writeCodes } from './sparse-rows';
export { divideLeaf, keepBest, writeSides } from './leaf';
