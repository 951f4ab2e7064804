import { describe, expect, it } from "vitest";
import { runStatus } from "../../src/cli/commands/status.ts";
import { watch } from "./person.ts";
import { passOptions } from "./workspace.ts";

describe("status --serve", () => {
  const asked = { format: "text", color: false, health: false, watch: false, serve: true } as const;

  it.each([
    { name: "--watch", options: { watch: true }, says: /--watch and --health ask/ },
    { name: "--health", options: { health: true }, says: /--watch and --health ask/ },
    { name: "--listen off", options: { listen: "off" }, says: /--serve at no address/ },
  ] as const)("is refused with $name", async ({ options, says }) => {
    const { terminal, err } = watch();

    expect(await runStatus({ ...asked, ...options, state: passOptions().state }, terminal)).toBe(1);

    expect(err()).toMatch(says);
  });

  it("says where it could not listen, and what to do", async () => {
    const { terminal, err } = watch();
    const listen = { host: "203.0.113.1", port: 9 };

    expect(await runStatus({ ...asked, listen, state: passOptions().state }, terminal)).toBe(1);

    expect(err()).toMatch(/cannot listen on 203\.0\.113\.1:9: .*EADDRNOTAVAIL.*--listen takes another address/);
  });
});
