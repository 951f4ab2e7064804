/**
 * The part of Mermaid's flowcharts that we write, and not a character more: a text that this reads, Mermaid reads as well.
 *
 *   chart    = "flowchart LR" { frame } { arrow } [ classDef class ]
 *   frame    = "subgraph" id "[" string "]" { id ( "[" string "]" | "(" string ")" ) } "end"
 *   arrow    = id "-->" id
 *   string   = `"` { letter | digit | one of ` ._:/$,()+=-\` | "#" digits ";" } `"`
 *   id       = "g" or "n", and digits: none of them is a word or a mark that Mermaid gives a meaning
 */
export interface Flowchart {
  /** Labels of nodes by the title of their frame. */
  readonly frames: Readonly<Record<string, readonly string[]>>;
  readonly arrows: readonly (readonly [string, string])[];
  readonly external: readonly string[];
}

const STRING = String.raw`"((?:[\p{L}\p{N} ._:/$,()+=-]|#\d+;)*)"`;
const FRAME = new RegExp(`^ {2}subgraph g\\d+\\[${STRING}\\]$`, "u");
const NODE = new RegExp(`^ {4}(n\\d+)(?:\\[${STRING}\\]|\\(${STRING}\\))$`, "u");
const ARROW = /^ {2}(n\d+) --> (n\d+)$/;
const CLASS = /^ {2}class (n\d+(?:,n\d+)*) external$/;

/** Throws, with the line, for what is not of this grammar, and for arrows from or to nowhere. */
export function flowchartOf(text: string): Flowchart {
  const lines = text.split("\n");
  if (lines.shift() !== "flowchart LR" || lines.pop() !== "") throw new SyntaxError("no flowchart that ends in a line end");
  const labels = new Map<string, string>();
  const frames: Record<string, string[]> = {};
  const arrows: [string, string][] = [];
  let external: readonly string[] = [];
  let frame: string[] | null = null;
  const label = (id = "") => {
    const known = labels.get(id);
    if (known === undefined) throw new SyntaxError(`"${id}" is no node`);
    return known;
  };
  for (const line of lines) {
    const [title, node, arrow, classes] = [FRAME.exec(line), NODE.exec(line), ARROW.exec(line), CLASS.exec(line)];
    if (title && frame === null) {
      frame = [];
      frames[decoded(title[1])] = frame;
    } else if (node && frame !== null) {
      labels.set(node[1] ?? "", decoded(node[2] ?? node[3]));
      frame.push(label(node[1]));
    } else if (line === "  end" && frame !== null) frame = null;
    else if (arrow && frame === null) arrows.push([label(arrow[1]), label(arrow[2])]);
    else if (classes) external = (classes[1] ?? "").split(",").map((id) => label(id));
    else if (line !== "  classDef external stroke-dasharray: 5 5") throw new SyntaxError(`not of the grammar: ${line}`);
  }
  return { frames, arrows, external };
}

function decoded(text = ""): string {
  return text.replaceAll(/#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)));
}
