/**
 * A graph as a Mermaid flowchart: an arrow leads from what must stand first to what needs it. Nodes have short ids of their
 * own, for Mermaid gives words and characters in ids a meaning; labels are quoted, with entities for what it would act on.
 *
 * | looks like          | is                            |
 * |---------------------|-------------------------------|
 * | box                 | declared                      |
 * | box, rounded        | derived: it follows from that |
 * | box, dashed border  | external: it must exist       |
 */
import { namesOf } from "../../model/address.ts";
import type { Kind } from "../../model/kind.ts";
import { printable } from "../../model/printable.ts";
import type { Graph, GraphNode } from "../../plan/graph.ts";
import { type GroupTitle, groupsOf, titleText } from "./plan-groups.ts";

/** Ends in a line end. The same graph is always the same text. */
export function graphMermaid({ nodes }: Graph): string {
  const ids = new Map(nodes.map(({ address }, index) => [address, `n${index + 1}`]));
  const id = (address: GraphNode["address"]) => ids.get(address) ?? "";
  const groups = groupsOf(nodes);
  const external = nodes.filter((node) => node.external).map(({ address }) => id(address));
  return [
    "flowchart LR",
    ...groups.flatMap(({ title, members }, index) => [
      `  subgraph g${index + 1}["${escaped(titleText(title))}"]`,
      ...members.map((node) => `    ${id(node.address)}${boxOf(node, title)}`),
      "  end",
    ]),
    ...nodes.flatMap(({ address, direct }) => direct.map((need) => `  ${id(need)} --> ${id(address)}`)),
    ...(external.length === 0 ? [] : ["  classDef external stroke-dasharray: 5 5", `  class ${external.join(",")} external`]),
    "",
  ].join("\n");
}

function boxOf(node: GraphNode, title: GroupTitle): string {
  const text = `"${escaped(labelOf(node, title))}"`;
  return node.derived && !node.external ? `(${text})` : `[${text}]`;
}

const NOUN: Readonly<Record<Kind, string>> = {
  bucket: "bucket",
  role: "role",
  function: "function",
  version: "version",
  alias: "alias",
  "rest-api": "API",
  permission: "permission",
  deployment: "snapshot",
  "client-certificate": "client certificate",
  stage: "stage",
  "api-key": "API key",
  "usage-plan": "usage plan",
  "domain-name": "domain name",
};

/** Without what its group says already: `stage prod` within `API orders`. */
function labelOf({ address, kind }: GraphNode, title: GroupTitle): string {
  const names = namesOf(address);
  switch (kind) {
    case "function":
    case "rest-api":
      return `${NOUN[kind]} ${title.name ?? ""}`;
    case "permission": {
      const [target, qualifier, , stage] = names;
      return `${NOUN[kind]}: ${stage} calls ${qualifier === "$LATEST" ? target : `${target}:${qualifier}`}`;
    }
    default:
      return `${NOUN[kind]} ${names.at(-1)}`;
  }
}

/** Mermaid's entity codes, as its documentation has them: `#35;` for `#`. Letters, digits and harmless marks stay. */
function escaped(text: string): string {
  return printable(text).replaceAll(/[^\p{L}\p{N} ._:/$,()+=-]/gu, (character) => `#${character.codePointAt(0)};`);
}
