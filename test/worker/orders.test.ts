import { describe, expect, it } from "vitest";
import { readNoticed } from "../../src/aws/who/noticed.ts";
import { eventMessage, passMessage, readOrder } from "../../src/daemon/orders.ts";
import { anEvent } from "./events.ts";

const read = (body: unknown, group: string | null = "prod") =>
  readOrder({ body: typeof body === "string" ? body : JSON.stringify(body), group }, readNoticed);

describe("a message to workers", () => {
  it.each([
    { what: "a schedule's", body: { stagekeeper: 1, target: "prod" }, order: { trigger: "schedule", only: [] } },
    { what: "a change's", body: { stagekeeper: 1, target: "prod", trigger: "change" }, order: { trigger: "change", only: [] } },
    {
      what: "for a part",
      body: { stagekeeper: 1, target: "prod", trigger: "retry", only: ["bucket:*"] },
      order: { trigger: "retry", only: ["bucket:*"] },
    },
  ])("$what asks for a pass", ({ body, order }) => {
    expect(read(body)).toEqual({ order: { ...order, write: null } });
  });

  it("of a desired state without targets has the group `only`", () => {
    expect(read({ stagekeeper: 1 }, "only")).toMatchObject({ order: { trigger: "schedule" } });
  });

  it("with an event is somebody's write", () => {
    const event = anEvent("PutBucketVersioning", { bucketName: "acme" });

    expect(read({ stagekeeper: 1, target: "prod", event })).toMatchObject({
      order: { trigger: "event", write: { account: "111111111111" } },
    });
  });

  it.each([
    { what: "no JSON", body: "{", fault: /no form/ },
    { what: "a text", body: '"x"', fault: /no form/ },
    { what: "another version's", body: { stagekeeper: 2, target: "prod" }, fault: /no form/ },
    { what: "somebody else's", body: { target: "prod" }, fault: /no form/ },
    { what: "of another group", body: { stagekeeper: 1, target: "dev" }, fault: /message group is not "dev"/ },
    { what: "without a name in a named group", body: { stagekeeper: 1 }, fault: /message group is not "only"/ },
    { what: "with a number for a target", body: { stagekeeper: 1, target: 5 }, fault: /target is no name/ },
    { what: "with a trigger of its own", body: { stagekeeper: 1, target: "prod", trigger: "whim" }, fault: /trigger is none of/ },
    { what: "with a text for only", body: { stagekeeper: 1, target: "prod", only: "bucket:*" }, fault: /no list/ },
    { what: "with an event that is none", body: { stagekeeper: 1, target: "prod", event: {} }, fault: /no write/ },
  ])("that is $what is refused", ({ body, fault }) => {
    expect(read(body)).toEqual({ fault: expect.stringMatching(fault) });
  });

  it("is read as it was written", () => {
    const event = anEvent("DeleteRole", { roleName: "r" });
    const write = readNoticed(event);
    const message = write && eventMessage("prod", event, write);
    const pass = passMessage({ target: null, trigger: "change", once: "1" });

    expect(message).toMatchObject({ group: "prod", once: "event-1" });
    expect(read(message?.body ?? "")).toMatchObject({ order: { write: { everywhere: true } } });
    expect(readOrder({ ...pass, body: pass.body }, readNoticed)).toMatchObject({ order: { trigger: "change" } });
  });
});
