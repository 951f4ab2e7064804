/**
 * Authored YAML on its way: a tree of what a person would have written, with what they would have noted beside it.
 * What cannot be said stays in it as a comment, with the reason.
 */
import type { Address } from "../model/address.ts";
import type { Json } from "../model/json.ts";

export interface Part {
  readonly key: string;
  /** The resource that is declared here; left out: a property of one, or a section. */
  readonly address?: Address;
  /** A value, or parts of which each can be left out by itself. */
  readonly content: Json | Parts;
  /** Comments above it. */
  readonly remarks: readonly string[];
  /** Why it is only a comment; left out: it is declared. */
  readonly out?: string;
}

export interface Parts {
  readonly parts: readonly Part[];
}

/** Keys from the top of the file. */
export type PartPath = readonly string[];

export function isParts(content: Part["content"]): content is Parts {
  return typeof content === "object" && content !== null && "parts" in content && Array.isArray(content.parts);
}

export function property(key: string, content: Part["content"], remarks: readonly string[] = []): Part {
  return { key, content, remarks };
}

/** Whether anything in it is declared. */
export function isDeclared({ content, out }: Part): boolean {
  if (out !== undefined) return false;
  return !isParts(content) || content.parts.length === 0 || content.parts.some(isDeclared);
}

/** How many parts are only comments, what stands in one not counted again. */
export function countLeftOut(parts: readonly Part[]): number {
  return parts.reduce((sum, { content, out }) => {
    if (out !== undefined) return sum + 1;
    return sum + (isParts(content) ? countLeftOut(content.parts) : 0);
  }, 0);
}
