// A forest that predicts, in the kernel's memory: addresses and numbers.

// @ts-ignore: decorator
@unmanaged
export class Forest {
  /** The words of the nodes at the top; see forest-word.ts. Up to a multiple of eight follow leaves that add -0 (or such shares). */
  trees!: u32;
  nTrees!: i32;
  nOutputs!: i32;
  /** Tree t adds to output t modulo this; 1 with shares. */
  outputsInTurn!: i32;
  /** Where the value of the leaf at address 0 would be. */
  leaves!: u32;
  /** nOutputs numbers for each number of a leaf, which are the values of leaves; 0: a leaf has a value for one output. */
  shares!: u32;
  /** Columns to find the ranks of; see forest-ranks.ts. */
  numbers!: u32;
  nNumbers!: i32;
  /** Columns to find the codes of. */
  codes!: u32;
  nCodes!: i32;
  /** See forest-word.ts. */
  sets!: u32;
  /** Bytes of what eight rows have in all places. */
  groupBytes!: i32;
  /** Eights of rows that there are places for. */
  mostGroups!: i32;
  /** 64 bytes. */
  spare!: u32;
}
