/** The sandbox in this process, a new account for each case; time is virtual. */
import { createSandbox, type Sandbox } from "../../../src/sandbox/sandbox.ts";
import { createVirtualClock } from "../../../src/sandbox/virtual-clock.ts";
import { createLambdaRole } from "../builders/role.ts";
import type { Target } from "../target.ts";
import { clientsOf } from "./clients.ts";

const ACCOUNT = "111111111111";
const CREDENTIALS = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret" };

export const sandboxTarget: Target = {
  name: "sandbox",
  async openAccount() {
    const clock = createVirtualClock();
    const sandbox = createSandbox({ clock, account: ACCOUNT });
    const region = "us-east-1";
    const clients = clientsOf((service) => ({
      region,
      credentials: CREDENTIALS,
      maxAttempts: 1,
      requestHandler: sandbox.requestHandler(service),
    }));
    let role: Promise<string> | undefined;
    let url: Promise<string> | undefined;
    const pause = (ms: number) => clock.advance(ms);
    return {
      ...clients,
      accountId: ACCOUNT,
      region,
      prefix: "sk",
      pollMs: 500,
      pause,
      lambdaRole() {
        role ??= createLambdaRole(clients.iam, "sk-lambda", () => pause(IAM_SPREADS_MS));
        return role;
      },
      async invokeUrl(apiId, stageName) {
        url ??= listening(sandbox);
        await url;
        return sandbox.invokeUrl(apiId, stageName);
      },
      async domainUrl(domainName) {
        url ??= listening(sandbox);
        return { url: await url, host: `${domainName}.localhost` };
      },
      close: () => sandbox.close(),
    };
  },
  close: () => Promise.resolve(),
};

/** More than IAM needs to show a new role to Lambda. */
const IAM_SPREADS_MS = 10_000;

async function listening(sandbox: Sandbox): Promise<string> {
  return (await sandbox.listen(0)).url;
}
