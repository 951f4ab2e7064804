import { request } from "node:http";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { describe, expect, it, onTestFinished } from "vitest";
import { json, type Routes, startEndpoints } from "../../src/daemon/endpoints.ts";

async function serve(routes: Routes) {
  const errors: unknown[] = [];
  const endpoints = await startEndpoints({ host: "127.0.0.1", port: 0 }, routes, (error) => errors.push(error));
  onTestFinished(() => endpoints.close());
  return { url: endpoints.url, errors };
}

const ROUTES: Routes = {
  "/healthz": () => json(200, { healthy: true }),
  "/broken": () => {
    throw new Error("a fault of ours");
  },
};

describe("the daemon's endpoints", () => {
  it("answer GET, and HEAD without a body, whatever the query", async () => {
    const { url } = await serve(ROUTES);

    const got = await fetch(`${url}/healthz?verbose=1`);
    const head = await fetch(`${url}/healthz`, { method: "HEAD" });

    expect([got.status, await got.json()]).toEqual([200, { healthy: true }]);
    expect([head.status, await head.text()]).toEqual([200, ""]);
    expect(head.headers.get("content-length")).toBe(got.headers.get("content-length"));
  });

  it("let nothing of an answer be kept, framed, sniffed or run", async () => {
    const { url } = await serve(ROUTES);

    const { headers } = await fetch(`${url}/healthz`);

    expect(Object.fromEntries(headers)).toMatchObject({
      "cache-control": "no-store",
      "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
      "content-type": "application/json; charset=utf-8",
      "x-content-type-options": "nosniff",
      "referrer-policy": "no-referrer",
    });
    expect(headers.get("access-control-allow-origin")).toBeNull();
  });

  it.each(["POST", "PUT", "PATCH", "DELETE", "OPTIONS"])("change nothing: %s is refused, its body not read", async (method) => {
    const { url } = await serve(ROUTES);

    const answer = await fetch(`${url}/healthz`, { method, ...(method === "OPTIONS" ? {} : { body: "x".repeat(100_000) }) });

    expect(answer.status).toBe(405);
    expect(answer.headers.get("allow")).toBe("GET, HEAD");
  });

  it.each(["/", "/healthz/", "/../etc/passwd", "/constructor", "/__proto__", "/%00"])("know no other path: %s", async (path) => {
    const { url } = await serve(ROUTES);

    const status = await new Promise<number | undefined>((resolve, reject) => {
      request(`${url}`, { path }, (answer) => resolve(answer.resume().statusCode))
        .once("error", reject)
        .end();
    });

    expect(status).toBe(404);
  });

  it("answer 500 without a reason when they fail, and log it", async () => {
    const { url, errors } = await serve(ROUTES);

    const answer = await fetch(`${url}/broken`);

    expect([answer.status, await answer.text()]).toEqual([500, ""]);
    expect(errors).toHaveLength(1);
  });

  it("refuse headers beyond their limit, and what is no HTTP", async () => {
    const { url } = await serve(ROUTES);
    const { hostname, port } = new URL(url);
    const said = async (bytes: string) => {
      const socket = connect(Number(port), hostname);
      socket.end(bytes);
      return (await text(socket)).split("\r\n", 1)[0];
    };

    expect(await said(`GET /healthz HTTP/1.1\r\nhost: x\r\nbig: ${"x".repeat(20_000)}\r\n\r\n`)).toContain("431");
    expect(await said("\x16\x03\x01 hello\r\n\r\n")).toContain("400");
  });

  it("reject with what the system says when the address is taken", async () => {
    const { url } = await serve(ROUTES);

    const second = startEndpoints({ host: "127.0.0.1", port: Number(new URL(url).port) }, ROUTES, () => {});

    await expect(second).rejects.toMatchObject({ code: "EADDRINUSE" });
  });
});
