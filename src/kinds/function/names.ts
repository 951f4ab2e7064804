/** Names of Lambda functions and aliases, and the text by which a route names one (aws-facts 4, 5.4). */

export const FUNCTION_NAME = /^[a-zA-Z0-9-_]{1,64}$/;
/** Digits alone would be a version (Lambda CreateAlias). */
export const ALIAS_NAME = /^(?!^[0-9]+$)[a-zA-Z0-9-_]{1,128}$/;
export const VERSION_NUMBER = /^[1-9][0-9]*$/;
const FUNCTION_ARN = /^(arn:aws[a-z-]*:lambda:[a-z0-9-]+:\d{12}:function:[^:]+)(?::([^:]+))?$/;

/** A function as a route names it; either part may hold `${stageVariables.NAME}`. */
export interface FunctionReference {
  /** A name, or a whole ARN without its qualifier. */
  readonly function: string;
  readonly qualifier?: string;
}

/** Reads `FUNCTION`, `FUNCTION:QUALIFIER` or an ARN with or without qualifier; undefined: it is none of these. */
export function parseFunctionReference(text: string): FunctionReference | undefined {
  const parts = text.startsWith("arn:") ? FUNCTION_ARN.exec(text)?.slice(1) : text.split(":");
  const [name, qualifier, ...rest] = parts ?? [];
  if (name === undefined || name === "" || qualifier === "" || rest.length > 0) return undefined;
  return qualifier === undefined ? { function: name } : { function: name, qualifier };
}

/** The digest in an image's URI, in hex, which is AWS's CodeSha256 of it; undefined: there is none. */
export function imageDigest(uri: string): string | undefined {
  return /^[^@\s]+@sha256:([0-9a-f]{64})$/.exec(uri)?.[1];
}

/** The SHA-256 of code as AWS writes it, base64, from base64 or hex; undefined: it is neither. */
export function codeDigest(text: string): string | undefined {
  if (/^[A-Za-z0-9+/]{43}=$/.test(text)) return text;
  if (!/^[0-9a-fA-F]{64}$/.test(text)) return undefined;
  return btoa(String.fromCharCode(...(text.match(/../g) ?? []).map((byte) => Number.parseInt(byte, 16))));
}
