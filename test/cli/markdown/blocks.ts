/** A Markdown document as a real parser sees it, with what stands inside code apart from what a forge would act on. */
import { lexer, type Token, type Tokens } from "marked";

export interface Blocks {
  /** Every token, depth first. */
  readonly tokens: readonly Token[];
  readonly tables: readonly Tokens.Table[];
  readonly headings: readonly string[];
  /** Contents of code spans and fences. */
  readonly code: readonly string[];
  /** Everything else that is shown or acted on: texts, HTML, links. */
  readonly outsideCode: string;
}

export function blocksOf(markdown: string): Blocks {
  const tokens = lexer(markdown, { gfm: true }).flatMap(deep);
  const ofType = (type: string) => tokens.filter((token) => token.type === type);
  return {
    tokens,
    // marked gives each token the shape that its type says.
    tables: ofType("table") as Tokens.Table[],
    headings: ofType("heading").map((token) => (token as Tokens.Heading).text),
    code: tokens.flatMap((token) => (token.type === "code" || token.type === "codespan" ? [(token as Tokens.Code).text] : [])),
    outsideCode: tokens.flatMap(actingText).join("\n"),
  };
}

function deep(token: Token): readonly Token[] {
  const children = "tokens" in token ? (token.tokens ?? []) : [];
  const items = token.type === "list" ? (token as Tokens.List).items : [];
  const cells = token.type === "table" ? [...(token as Tokens.Table).header, ...(token as Tokens.Table).rows.flat()] : [];
  return [token, ...[...children, ...items, ...cells.flatMap((cell) => cell.tokens)].flatMap(deep)];
}

/** Of leaves only: what holds others is told by them. */
function actingText(token: Token): readonly string[] {
  if (token.type === "code" || token.type === "codespan") return [];
  if (token.type === "html") return [token.raw];
  const isLeaf = !("tokens" in token && token.tokens) && token.type !== "list" && token.type !== "table";
  return isLeaf || token.type === "link" || token.type === "image" ? [token.raw] : [];
}
