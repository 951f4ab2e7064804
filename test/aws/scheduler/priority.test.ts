/** Who goes first, and what each call takes from. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nextOf, partyOf, priorityOf, type Waiting } from "../../../src/aws/scheduler/priority.ts";
import { type Call, quotasOf, rateText } from "../../../src/kinds/request-quotas.ts";

describe("a call", () => {
  it.each([
    { reason: "a stage moves traffic", operation: "apigateway.UpdateStage", priority: 0 },
    { reason: "a stage waits for its snapshot", operation: "apigateway.CreateDeployment", priority: 0 },
    { reason: "an alias moves traffic", operation: "lambda.UpdateAlias", priority: 0 },
    { reason: "without it a route answers 500", operation: "lambda.AddPermission", priority: 0 },
    { reason: "nothing is served by it yet", operation: "apigateway.PutMethod", priority: 1 },
    { reason: "a bucket is no traffic", operation: "s3.CreateBucket", priority: 1 },
    { reason: "what moves traffic is looked at first", operation: "apigateway.GetStages", priority: 2 },
    { reason: "a working copy is a deep read", operation: "apigateway.GetResources", priority: 3 },
    { reason: "policies are deep reads", operation: "lambda.GetPolicy", priority: 3 },
    { reason: "HEAD is a read", operation: "s3.HeadBucket", priority: 3 },
  ])("of $operation has priority $priority, for $reason", ({ operation, priority }) => {
    expect(priorityOf({ operation, input: {} })).toBe(priority);
  });

  it.each([
    { call: call("apigateway.CreateDeployment"), takes: ["apigateway.CreateDeployment 1 per 5 s", "apigateway 10 per s"] },
    { call: call("apigateway.CreateRestApi"), takes: ["apigateway.CreateRestApi (edge) 1 per 30 s", "apigateway 10 per s"] },
    {
      call: call("apigateway.CreateRestApi", { endpointConfiguration: { types: ["REGIONAL"] } }),
      takes: ["apigateway.CreateRestApi 1 per 3 s", "apigateway 10 per s"],
    },
    {
      call: call("apigateway.CreateRestApi", { endpointConfiguration: { types: ["EDGE"] } }),
      takes: ["apigateway.CreateRestApi (edge) 1 per 30 s", "apigateway 10 per s"],
    },
    { call: call("apigateway.GetResources"), takes: ["apigateway.GetResources 2.5 per s", "apigateway 10 per s"] },
    { call: call("apigateway.GetStages"), takes: ["apigateway 10 per s"] },
    { call: call("lambda.GetFunction"), takes: ["lambda.GetFunction 100 per s"] },
    { call: call("lambda.GetPolicy"), takes: ["lambda.GetPolicy 15 per s"] },
    { call: call("lambda.UpdateAlias"), takes: ["lambda 15 per s"] },
  ])("of $call.operation takes from $takes, as AWS documents", ({ call, takes }) => {
    expect(quotasOf(call).map((quota) => `${quota.name} ${rateText(quota)}`)).toEqual(takes);
  });

  it("is about its API, function or bucket", () => {
    expect(partyOf(call("apigateway.GetStages", { restApiId: "a1" }))).toBe("apigateway a1");
    expect(partyOf(call("lambda.CreateAlias", { FunctionName: "f", Name: "live" }))).toBe("lambda f");
    expect(partyOf(call("apigateway.GetRestApis"))).toBe("apigateway ");
  });
});

describe("the next to go", () => {
  const never = () => -1;

  it("is of the highest priority", () => {
    expect(nextOf([waiting(2, "a", 0), waiting(0, "b", 1)], 0, never)?.order).toBe(1);
  });

  it("is of the party that has waited longest for its turn, and of its calls the first", () => {
    const calls = [waiting(1, "large", 0), waiting(1, "small", 5), waiting(1, "small", 4)];

    expect(nextOf(calls, 1, (party) => (party === "large" ? 0 : -1))?.order).toBe(4);
  });

  it("is every eighth time whoever waits longest, whatever the priority", () => {
    expect(nextOf([waiting(3, "a", 0), waiting(0, "b", 1)], 7, never)?.order).toBe(0);
  });

  it("comes to everybody: nobody waits longer than eight turns for each that was there before", () => {
    const arrivals = fc.array(fc.record({ priority: fc.constantFrom(0, 1, 2, 3), party: fc.constantFrom("a", "b", "c") }), {
      minLength: 1,
      maxLength: 40,
    });
    fc.assert(
      fc.property(arrivals, (calls) => {
        const victim = waiting(3, "victim", 0);
        let queue: Waiting[] = [victim];
        let turn = 0;
        // A new call of higher priority comes at every turn: without the rule the first would wait for ever.
        while (queue.includes(victim)) {
          const { priority = 0, party = "a" } = calls[turn % calls.length] ?? {};
          queue.push(waiting(priority as Waiting["priority"], party, turn + 1));
          const next = nextOf(queue, turn, never);
          queue = queue.filter((one) => one !== next);
          turn += 1;
        }
        expect(turn).toBeLessThanOrEqual(8);
      }),
    );
  });
});

function call(operation: string, input: Call["input"] = {}): Call {
  return { operation, input };
}

function waiting(priority: Waiting["priority"], party: string, order: number): Waiting {
  return { priority, party, order, again: false };
}
