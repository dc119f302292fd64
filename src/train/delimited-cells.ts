/** Small delimited texts as cells, for settings that people keep in a spreadsheet. Data is read by data/. */

/** Cells by line (RFC 4180): commas, optional quotes, doubled quotes within them. Empty lines are left out. */
export function delimitedCells(text: string): string[][] {
  const lines: string[][] = [];
  let cells: string[] = [];
  let cell = '';
  let quoted = false;
  const endLine = () => {
    cells.push(cell.trim());
    if (cells.length > 1 || cells[0] !== '') lines.push(cells);
    cells = [];
    cell = '';
  };
  for (let at = 0; at < text.length; at++) {
    const char = text[at];
    if (quoted) {
      if (char !== '"') cell += char;
      else if (text[at + 1] === '"') cell += text[++at];
      else quoted = false;
    } else if (char === '"' && cell.trim() === '') {
      quoted = true;
      cell = '';
    } else if (char === ',') {
      cells.push(cell.trim());
      cell = '';
    } else if (char === '\n') endLine();
    else if (char !== '\r' && char !== '\uFEFF') cell += char;
  }
  endLine();
  return lines;
}
