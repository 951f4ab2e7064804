/**
 * Judges a text before it is parsed: what nests too deep, refers too often or is simply too much costs time that grows
 * with its square, or the stack. Lexing costs neither, and it goes no further than the first excess.
 */
import { CST } from "yaml";
import { MAX_DEPTH, MAX_REFERENCES, MAX_TOKENS } from "./limits.ts";

export interface Excess {
  readonly offset: number;
  readonly code: string;
  readonly message: string;
}

/** `- - - a` and `? ? ? a` nest without a new line. */
const NESTS_IN_LINE: ReadonlySet<CST.TokenType | null> = new Set(["seq-item-ind", "explicit-key-ind", "map-value-ind"]);

/** Told each token of a text in turn, says where the text goes beyond what is read. */
export class Bounds {
  #offset = 0;
  #tokens = 0;
  #flow = 0;
  #inLine = 0;
  #references = 0;

  /** Undefined: not yet. */
  excessAt(token: string): Excess | undefined {
    this.#tokens += 1;
    const type = CST.tokenType(token);
    if (type === "flow-seq-start" || type === "flow-map-start") this.#flow += 1;
    else if (type === "flow-seq-end" || type === "flow-map-end") this.#flow -= 1;
    else if (type === "newline") this.#inLine = 0;
    else if (this.#flow === 0 && NESTS_IN_LINE.has(type)) this.#inLine += 1;
    else if (type === "alias") this.#references += 1;
    const offset = this.#offset;
    if (this.#flow > MAX_DEPTH || this.#inLine > MAX_DEPTH) return tooDeep(offset);
    if (this.#references > MAX_REFERENCES) {
      return { offset, code: "too-many-references", message: `more than ${MAX_REFERENCES} references in one file` };
    }
    if (this.#tokens > MAX_TOKENS) {
      return { offset, code: "file-too-large", message: `more than ${MAX_TOKENS} tokens in one file` };
    }
    if (!isMark(type)) this.#offset += token.length;
    return undefined;
  }
}

/** Block collections nest by their indentation, which only parsing tells. */
export function depthExcess(tokens: readonly CST.Token[]): Excess | undefined {
  const open: (readonly [CST.Token, number])[] = tokens.map((token) => [token, 0]);
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [token, depth] = next;
    if (depth > MAX_DEPTH) return tooDeep("offset" in token ? token.offset : 0);
    if (token.type === "document" && token.value !== undefined) open.push([token.value, depth]);
    if (!("items" in token)) continue;
    for (const item of token.items) {
      if ("key" in item && item.key) open.push([item.key, depth + 1]);
      if ("value" in item && item.value) open.push([item.value, depth + 1]);
    }
  }
  return undefined;
}

function tooDeep(offset: number): Excess {
  return { offset, code: "too-deep", message: `nested deeper than ${MAX_DEPTH} levels` };
}

/** Tokens by which the lexer tells the parser something: they stand for no text. */
function isMark(type: CST.TokenType | null): boolean {
  return type === "doc-mode" || type === "flow-error-end" || type === "scalar";
}
