/** Sizes that charts share. A chart is drawn at the width of a phone's column, so that its text stays readable unscaled. */

export const chartWidth = 360;
export const chartHeight = 270;
/** Marks on a curve beyond this are finer than a pixel can show. */
export const maxCurvePoints = 240;
/** More points than this are drawn as a grid of counts. */
export const maxDots = 3000;
