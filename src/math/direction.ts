/** Whether higher or lower figures are better. */
export type Direction = 'maximize' | 'minimize';
