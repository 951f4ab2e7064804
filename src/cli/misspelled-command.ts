/** `reconcile validat`: a word that is no command is a path, so a slip of the pen would be looked for as a file. */
import { existsSync } from "node:fs";
import { nearest } from "../kinds/suggest.ts";
import { printable } from "../model/printable.ts";
import { COMMANDS } from "./options.ts";

/** What to say of a path that does not exist and looks like a command, or `null`. */
export function misspelledCommand(path: string): string | null {
  if (!/^[A-Za-z-]+$/.test(path) || existsSync(path)) return null;
  const command = nearest(path, COMMANDS);
  return command === undefined
    ? null
    : `no command, file or directory "${printable(path)}"; did you mean \`reconcile ${command}\`?`;
}
