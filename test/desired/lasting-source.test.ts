import { setImmediate } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, it } from "vitest";
import { LastingSource } from "../../src/desired/lasting-source.ts";
import { parse } from "../../src/desired/parse.ts";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

function aFile(): { readonly lasting: LastingSource; readonly document: WeakRef<object> } {
  const { source } = parse({ name: "a.yaml", path: "/a.yaml" }, "buckets: { images: {} }\n");
  if (source === null) throw new Error("the text cannot be parsed");
  return { lasting: new LastingSource(source, source), document: new WeakRef(source.document) };
}

it("a file that is kept holds its document no longer than it is released, and makes it again when asked", async () => {
  const { lasting, document } = aFile();

  lasting.release();
  // A reference that was looked at lasts until the end of the turn.
  await setImmediate();
  collect();

  expect(document.deref()).toBeUndefined();
  expect(lasting.document.toJS()).toEqual({ buckets: { images: {} } });
});
