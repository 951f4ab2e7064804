import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { toldOperations } from "../../src/aws/who/touches.ts";

const GUIDE = readFileSync(path.resolve(import.meta.dirname, "../../docs/scaling.md"), "utf8");

describe("the event pattern of the guide", () => {
  it("lets through the writes of every service whose events can tell of drift", () => {
    const text = /```json event-pattern\n([\s\S]*?)```/.exec(GUIDE)?.[1] ?? "";
    const { detail } = JSON.parse(text) as { readonly detail: { readonly eventSource: readonly string[] } };

    expect(detail.eventSource.toSorted()).toEqual(
      Object.keys(toldOperations())
        .map((name) => `${name}.amazonaws.com`)
        .toSorted(),
    );
  });
});
