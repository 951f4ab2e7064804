import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { runSandbox } from "../../src/cli/commands/sandbox.ts";
import type { SandboxOptions } from "../../src/cli/options.ts";
import type { Terminal } from "../../src/cli/terminal.ts";
import { watch } from "./person.ts";

const OPTIONS: SandboxOptions = {
  format: "text",
  color: false,
  port: 0,
  host: "127.0.0.1",
  quotas: "off",
  seed: 1,
  latency: 0,
  region: "eu-west-1",
};

/** The terminal, with `when` told of everything that is written to stdout. */
function listening(terminal: Terminal, when: (text: string) => void): Terminal {
  return {
    ...terminal,
    out: {
      ...terminal.out,
      write(text) {
        terminal.out.write(text);
        when(text);
      },
    },
  };
}

describe("reconcile sandbox", () => {
  it("says where it answers and how to use it, and ends in order when told to", async () => {
    const { terminal, out } = watch();

    const code = await runSandbox(
      OPTIONS,
      listening(terminal, () => setImmediate(() => process.emit("SIGTERM", "SIGTERM"))),
    );

    expect(out()).toMatch(/an AWS of your own at http:\/\/127\.0\.0\.1:\d+/);
    expect(out()).toMatch(/export AWS_ENDPOINT_URL=http:\/\/127\.0\.0\.1:\d+ AWS_REGION=eu-west-1\n/);
    expect(code).toBe(0);
  });

  it("as JSON says where it answers, and really does", async () => {
    const { terminal, out } = watch();
    let status: number | undefined;

    await runSandbox(
      { ...OPTIONS, format: "json" },
      listening(terminal, (text) => {
        void fetch(JSON.parse(text).url).then((response) => {
          status = response.status;
          process.emit("SIGINT", "SIGINT");
        });
      }),
    );

    expect(JSON.parse(out())).toEqual({ url: expect.stringMatching(/^http:/), region: "eu-west-1" });
    // AWS answers nobody who has not signed.
    expect(status).toBe(403);
  });

  it("says which port is taken and what to do", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    onTestFinished(() => void other.close());
    await new Promise((resolve) => other.once("listening", resolve));
    // A server that listens on TCP has an address with a port.
    const { port } = other.address() as AddressInfo;
    const { terminal, err } = watch();

    const code = await runSandbox({ ...OPTIONS, port }, terminal);

    expect(err()).toContain(`cannot listen on 127.0.0.1:${port}`);
    expect(err()).toContain("--port 0 takes a free one");
    expect(code).toBe(1);
  });
});
