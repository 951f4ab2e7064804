/** What the passes of one connection learn about the account, so as to read it in fewer calls. */
export interface Learned {
  /** Pages of ListFunctions that were not enough for all of its functions. */
  functionPages: number;
}
