import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { runIamPolicy } from "../../src/cli/commands/iam-policy.ts";
import type { IamPolicyOptions } from "../../src/cli/options.ts";
import { watch } from "./person.ts";
import { BUCKETS, desiredStateOf } from "./workspace.ts";

const HERE = { account: "123456789012", region: "eu-central-1" };
const API = "owner: acme\napis:\n  orders: { routes: { GET /: { mock: { status: 204 } } }, stages: { prod: {} } }\n";

async function printed(text: string, options: Partial<IamPolicyOptions> = {}, openAws?: Parameters<typeof runIamPolicy>[3]) {
  const { terminal, out, err } = watch();
  const asked = { color: false, readOnly: false, prune: false, delete: true, live: false, ...options };
  const code = await runIamPolicy(desiredStateOf(text), asked, terminal, openAws);
  return { code, out: out(), err: err() };
}

describe("iam-policy", () => {
  it("prints a policy that IAM takes as it is", async () => {
    const { code, out, err } = await printed(BUCKETS, HERE);

    expect(JSON.parse(out)).toMatchObject({
      Version: "2012-10-17",
      Statement: [{ Sid: "ReadBuckets", Effect: "Allow" }, {}, {}, {}, {}],
    });
    expect({ code, err }).toEqual({ code: 0, err: "" });
  });

  it("takes account and region of the target", async () => {
    const { out, err } = await printed(`target: { account: "123456789012", region: cn-north-1 }\n${API}`);

    expect(out).toContain("arn:aws-cn:apigateway:cn-north-1::/restapis");
    expect(err).toBe("");
  });

  it("says that it allows any account and region where none is named", async () => {
    const { out, err } = await printed(API);

    expect(out).toContain("arn:aws:apigateway:*::/restapis");
    expect(err).toBe(
      "note: no account and no region is declared, so the policy allows any: add a target, or --account and --region\n",
    );
  });

  it("refuses an account that is not the target's", async () => {
    const { code, out, err } = await printed(`target: { account: "210987654321" }\n${API}`, HERE);

    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(err).toBe("error: the account is 123456789012 by --account and 210987654321 by target: name the one that is meant\n");
  });

  it("says what is wrong with the desired state, and prints no policy", async () => {
    const { code, out, err } = await printed("buckets: 7", HERE);

    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(err).toContain("buckets");
  });

  it("leaves out what only destroy needs, where that is asked for", async () => {
    expect((await printed(BUCKETS, HERE)).out).toContain("s3:DeleteBucket");
    expect((await printed(BUCKETS, { ...HERE, delete: false })).out).not.toContain("s3:DeleteBucket");
    expect((await printed(BUCKETS, { ...HERE, delete: false, prune: true })).err).toBe(
      "error: --prune deletes, and --no-delete allows none: choose one of them\n",
    );
  });

  it("with --live names the APIs that exist by their ids", async () => {
    let closed = 0;
    const { out } = await printed(API, { live: true }, () => ({
      session: {
        identity: async () => ({ ...HERE, partition: "aws" }),
        catalog: {
          restApis: async () => [
            { name: "orders", id: "a1b2c3d4e5" },
            { name: "other", id: "zzzzzzzzzz" },
          ],
        },
      },
      close: () => {
        closed += 1;
      },
    }));

    expect(out).toContain("arn:aws:apigateway:eu-central-1::/restapis/a1b2c3d4e5/stages/prod");
    expect(out).not.toContain("/restapis/*");
    expect(closed).toBe(1);
  });

  it("prints a list of policies where one would be too large, and says so", async () => {
    const many = Array.from({ length: 400 }, (_, at) => `  acme-fleet-bucket-${at}: {}\n`).join("");

    const { out, err } = await printed(`buckets:\n${many}`, HERE);

    const { length } = JSON.parse(out);
    expect(length).toBeGreaterThan(10);
    expect(err).toContain(`note: more than the 6,144 characters of a managed policy: a list of ${length} policies`);
    expect(err).toContain("note: a role takes 10 managed policies");
  });

  it("prints for the example what the documentation shows", async () => {
    const { terminal, out } = watch();
    const options = {
      color: false,
      readOnly: false,
      prune: false,
      delete: true,
      live: false,
      account: HERE.account,
      region: "us-east-1",
    };
    await runIamPolicy("desired-state", options, terminal);
    const [shown, deploying] = ["docs/permissions.md", "docs/deploying.md"].map((file) => readFileSync(file, "utf8"));

    expect(shown).toContain(`\`\`\`json\n${out()}\`\`\``);
    const { Statement } = JSON.parse(out()) as { Statement: readonly { Sid: string; Action: readonly string[] }[] };
    for (const { Sid, Action } of Statement) {
      expect(deploying).toContain(`| \`${Sid}\` | ${Action.map((action) => `\`${action}\``).join(", ")} |\n`);
    }
  });
});
