/**
 * Whether an answer is the one that `verify` expects. Pure; `null`: it is, else why not, for people.
 *
 *   expected          found                          fits
 *   an object         an object                      when every member that is named fits; others are not looked at
 *   a list            a list                         when it is as long, and item by item fits
 *   object or list    a text that holds JSON         when what it holds fits: the body of a Lambda proxy answer is a text
 *   anything else     –                              when it is the same
 */
import { isObject, type Json, type JsonObject } from "../../model/json.ts";
import type { HttpAnswer, HttpCheck, InvokeAnswer, InvokeCheck } from "../../model/verify.ts";

export function judgeInvocation({ expect }: InvokeCheck, { functionError, payload }: InvokeAnswer): string | null {
  if (functionError !== undefined) return `the function failed (${functionError}): ${short(messageOf(payload))}`;
  if (expect === undefined) return null;
  const answer = parsed(payload);
  if (answer === undefined) return `it answered what is no JSON: ${short(payload)}`;
  return misfit(expect, answer, "its answer");
}

export function judgeAnswer({ status, contains, json }: HttpCheck, answer: HttpAnswer): string | null {
  if (answer.status !== status) return `status ${answer.status}, expected is ${status}`;
  if (contains !== undefined && !answer.body.includes(contains)) {
    return `the body does not hold ${short(JSON.stringify(contains))}: ${short(answer.body)}`;
  }
  if (json === undefined) return null;
  const body = parsed(answer.body);
  return body === undefined ? `the body is no JSON: ${short(answer.body)}` : misfit(json, body, "the body");
}

/** The first place where they part, in the order of what is expected. */
function misfit(expected: Json, found: Json | undefined, at: string): string | null {
  if (typeof expected === "object" && expected !== null && typeof found === "string") {
    const held = parsed(found);
    if (held !== undefined && typeof held !== "string") return misfit(expected, held, at);
  }
  if (isList(expected) && isList(found)) {
    if (found.length !== expected.length) return `${at} has ${found.length} items, expected are ${expected.length}`;
    return first(expected.map((item, index) => () => misfit(item, found[index], `${at}[${index}]`)));
  }
  if (isObject(expected) && isObject(found)) {
    return first(
      Object.entries(expected).map(
        ([key, value]) =>
          () =>
            misfit(value, memberOf(found, key), `${at}.${key}`),
      ),
    );
  }
  if (expected === found) return null;
  const what = found === undefined ? "is not there" : `is ${short(JSON.stringify(found))}`;
  return `${at} ${what}, expected is ${short(JSON.stringify(expected))}`;
}

function first(looks: readonly (() => string | null)[]): string | null {
  for (const look of looks) {
    const reason = look();
    if (reason !== null) return reason;
  }
  return null;
}

/** A member may be named as a property of every object is. */
function memberOf(found: JsonObject, key: string): Json | undefined {
  return Object.hasOwn(found, key) ? found[key] : undefined;
}

function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

/** Undefined: it is no JSON. */
function parsed(text: string): Json | undefined {
  try {
    // What JSON.parse gives is JSON.
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

/** Lambda tells a failure as `{ errorType, errorMessage, trace }`. */
function messageOf(payload: string): string {
  const failure = parsed(payload);
  const message = isObject(failure) ? memberOf(failure, "errorMessage") : undefined;
  return typeof message === "string" ? message : payload;
}

const SHOWN = 60;

function short(text: string): string {
  const line = text.replaceAll(/\s+/g, " ").trim();
  return line.length > SHOWN ? `${line.slice(0, SHOWN - 1)}…` : line;
}
