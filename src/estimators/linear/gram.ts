/** Inner products of columns. Sums run over rows in their order, so they depend on the data alone. */

/** All pairs: nColumns x nColumns, symmetric. */
export function gramMatrix(columns: readonly Float64Array[]): Float64Array {
  const p = columns.length;
  const gram = new Float64Array(p * p);
  for (let i = 0; i < p; i++) {
    const products = innerProducts(columns[i], columns, i);
    for (let j = i; j < p; j++) {
      gram[i * p + j] = products[j - i];
      gram[j * p + i] = products[j - i];
    }
  }
  return gram;
}

/** Products of one column with `columns[from]` and all later ones. */
export function innerProducts(column: Float64Array, columns: readonly Float64Array[], from = 0): Float64Array {
  const products = new Float64Array(columns.length - from);
  let j = from;
  // Four at a time: the column is read once for four sums, which run side by side in the processor.
  for (; j + 4 <= columns.length; j += 4) {
    const [a, b, c, d] = [columns[j], columns[j + 1], columns[j + 2], columns[j + 3]];
    let [sumA, sumB, sumC, sumD] = [0, 0, 0, 0];
    for (let row = 0; row < column.length; row++) {
      const value = column[row];
      sumA += value * a[row];
      sumB += value * b[row];
      sumC += value * c[row];
      sumD += value * d[row];
    }
    products.set([sumA, sumB, sumC, sumD], j - from);
  }
  for (; j < columns.length; j++) {
    let sum = 0;
    for (let row = 0; row < column.length; row++) sum += column[row] * columns[j][row];
    products[j - from] = sum;
  }
  return products;
}

/** The sum of columns, each times its coefficient. */
export function combination(columns: readonly Float64Array[], coefficients: Float64Array, nRows: number): Float64Array {
  const out = new Float64Array(nRows);
  for (const [j, column] of columns.entries()) {
    const coefficient = coefficients[j];
    if (coefficient === 0) continue;
    for (let row = 0; row < nRows; row++) out[row] += coefficient * column[row];
  }
  return out;
}
