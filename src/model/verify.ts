/** What another version of a function has to show before traffic comes to it, and once all of it has. */
import type { Json } from "./json.ts";

/** With every default. */
export interface VerifyIntent {
  /** Left out: nothing is invoked. */
  readonly before?: InvokeCheck;
  /** Made at every stage that leads to the alias. May be empty. */
  readonly after: readonly HttpCheck[];
}

export interface InvokeCheck {
  readonly payload: Json;
  /** Left out: that the function does not fail is enough. */
  readonly expect?: Json;
}

export interface HttpCheck {
  readonly method: string;
  /** Below the stage's URL, with its query; begins with `/`. */
  readonly path: string;
  readonly status: number;
  readonly contains?: string;
  readonly json?: Json;
}

/** What one version answered to one invocation. */
export interface InvokeAnswer {
  /** Lambda's word for what went wrong in the function, `Unhandled`; undefined: it returned. */
  readonly functionError: string | undefined;
  readonly payload: string;
}

export interface HttpAnswer {
  readonly status: number;
  /** As far as it was read. */
  readonly body: string;
}

/** Asks an API as its customers do. */
export interface HttpProbe {
  /** Rejects when there is no answer: never reads silence as one. */
  ask(request: { readonly method: string; readonly url: string }, signal: AbortSignal): Promise<HttpAnswer>;
}
