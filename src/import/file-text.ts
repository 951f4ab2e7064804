/** A draft as a file of desired state, and what each of its lines belongs to. */
import type { Draft } from "./draft.ts";
import { memberLines } from "./flow-text.ts";
import type { Found, Wishes } from "./found.ts";
import type { PartPath } from "./part.ts";
import { commentLines, type Line, partLines } from "./yaml-text.ts";

export interface FileText {
  readonly text: string;
  /** By line, from the first. */
  readonly paths: readonly PartPath[];
}

export function fileText(draft: Draft, { identity, remarks }: Found, said: Wishes["said"]): FileText {
  const says = (texts: readonly string[]): readonly Line[] => texts.map((text) => ({ text, path: [] }));
  const { account, region } = identity;
  const blocks = [
    says([
      ...remarks.flatMap((remark) => commentLines(remark, 0)),
      ...(draft.owner === undefined || said?.owner ? [] : memberLines("owner", draft.owner, 0)),
      ...(said?.target ? [] : memberLines("target", { account, region }, 0)),
      ...(draft.adopt ? ["# Nothing here carries a mark yet: with this line the next pass puts ours on it.", "adopt: true"] : []),
    ]),
    ...[...draft.defaults, ...draft.sections].map((section) => partLines(section, [], 0)),
  ];
  const lines = blocks
    .filter(({ length }) => length > 0)
    .flatMap((block, index) => (index === 0 ? block : [...says([""]), ...block]));
  return { text: `${lines.map(({ text }) => text).join("\n")}\n`, paths: lines.map(({ path }) => path) };
}
