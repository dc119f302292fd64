// The inner loops of tree learning. Everything is in memory that the threads of a fit share; no function keeps state.

export { addCells, countOf, gradientOf, hessianOf, subtractCells, sumCells } from './cells';
export { addChosen, addFollowing } from './histogram';
export { addForest } from './forest-scores';
export { writeLogistic } from './logistic';
export { writeRecords } from './records';
export { addToScores, clear, copyAddends, copyRows, largestOf, numberRows, part, writeAddends } from './rows';
export { growTree, plantTree } from './forest-tree';
export { drawRows } from './random';
export { binNumbers, guideBins } from './numbers';
export { sortNumbers } from './sort-numbers';
export { searchColumns } from './search';
export { addSparse, writeCodes } from './sparse-rows';
export { divideLeaf, keepBest, writeSides } from './leaf';
