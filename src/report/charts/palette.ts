/** Colours of charts by what they mean. Each is drawn as a stamp colour and becomes a CSS variable, so one SVG serves light and dark. */

/** What a mark stands for. `cell`: text in `ink` is readable on it at any opacity; `paper`: what the chart stands on. */
export type ChartRole = 'ink' | 'muted' | 'grid' | 'model' | 'reference' | 'accent' | 'cell' | 'paper';

/** Light and dark colour of each role. The light one is also the stamp that the renderer draws with, so no two may be equal. */
export const palette: Readonly<Record<ChartRole, { readonly light: string; readonly dark: string }>> = {
  ink: { light: '#1d2127', dark: '#e8eaed' },
  muted: { light: '#5c6470', dark: '#a3abb7' },
  grid: { light: '#e4e7ec', dark: '#2c323b' },
  model: { light: '#2457c5', dark: '#86abff' },
  reference: { light: '#8b93a1', dark: '#7c8595' },
  accent: { light: '#c2571a', dark: '#f2a065' },
  cell: { light: '#6f97ea', dark: '#3a5fb5' },
  paper: { light: '#ffffff', dark: '#171b21' },
};

const roles = Object.keys(palette) as ChartRole[];

/** The colour to draw with. */
export function stamp(role: ChartRole): string {
  return palette[role].light;
}

/** Declarations of the variables, for the page's style sheet. */
export function paletteVariables(theme: 'light' | 'dark'): string {
  return roles.map((role) => `--chart-${role}:${palette[role][theme]};`).join('');
}

/** Turns stamp colours in the attributes of an SVG tag into variables. */
export function unstamp(tag: string): string {
  return tag.replace(/(fill|stroke)="(#[0-9a-f]{6})"/g, (whole, attribute: string, color: string) => {
    const role = roles.find((candidate) => palette[candidate].light === color);
    return role === undefined ? whole : `${attribute}="var(--chart-${role})"`;
  });
}
