/** What a person names to be rolled back: `API/STAGE`, `FUNCTION:ALIAS`, or either's address as plans show it. */
import { type Address, addressOf } from "../model/address.ts";

/** The last `/` or `:` tells which it is: names of stages and aliases hold neither, names of APIs may hold both. */
const ADDRESSED = /^(?<kind>stage|alias):(?<owner>.+)\/(?<name>[A-Za-z0-9_-]+)$/s;
const SHORT = /^(?<owner>.+)(?<sign>[/:])(?<name>[A-Za-z0-9_-]+)$/s;

/** `null`: it is neither. */
export function rollbackTarget(text: string): Address | null {
  const addressed = ADDRESSED.exec(text)?.groups;
  // An address has the names of APIs escaped already.
  if (addressed !== undefined) return text as Address;
  const { owner = "", sign, name = "" } = SHORT.exec(text)?.groups ?? {};
  if (owner === "") return null;
  return addressOf(sign === "/" ? "stage" : "alias", owner, name);
}
