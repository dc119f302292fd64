/** Small delimited texts as cells: settings that people keep in a spreadsheet, lists that they type. Data is read by data/. */

/**
 * Cells by line (RFC 4180): commas, optional quotes, doubled quotes within them. What stands in quotes is taken as it is, other cells
 * without the space around them. Empty lines are left out.
 */
export function delimitedCells(text: string): string[][] {
  const lines: string[][] = [];
  let cells: string[] = [];
  let cell = '';
  let place: 'plain' | 'quoted' | 'after quotes' = 'plain';
  const endCell = () => {
    cells.push(place === 'plain' ? cell.trim() : cell);
    cell = '';
    place = 'plain';
  };
  const endLine = () => {
    endCell();
    if (cells.length > 1 || cells[0] !== '') lines.push(cells);
    cells = [];
  };
  for (let at = 0; at < text.length; at++) {
    const char = text[at];
    if (place === 'quoted') {
      if (char !== '"') cell += char;
      else if (text[at + 1] === '"') cell += text[++at];
      else place = 'after quotes';
    } else if (char === '"' && cell.trim() === '' && place === 'plain') {
      place = 'quoted';
      cell = '';
    } else if (char === ',') endCell();
    else if (char === '\n') endLine();
    else if (char !== '\r' && char !== '\uFEFF' && (place === 'plain' || char.trim() !== '')) cell += char;
  }
  endLine();
  return lines;
}
