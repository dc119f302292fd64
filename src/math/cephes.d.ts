/** The functions used of the package cephes, whose `exports` leave its types out. */
declare module 'cephes' {
  /** Resolves once the WebAssembly modules can be called. */
  export const compiled: Promise<void>;
  export function ndtr(x: number): number;
  export function ndtri(p: number): number;
  export function incbet(a: number, b: number, x: number): number;
  export function incbi(a: number, b: number, p: number): number;
  export function igamc(a: number, x: number): number;
  export function igami(a: number, p: number): number;
  export function kolmogorov(x: number): number;
  export function lgam(x: number): number;
}
