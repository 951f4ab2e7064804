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

  it("tell a route whether its asker is near: on this machine, and by no name of public DNS", async () => {
    const routes: Routes = { "/near": ({ near }) => json(200, near) };
    const endpoints = await startEndpoints({ host: "0.0.0.0", port: 0 }, routes, () => {});
    onTestFinished(() => endpoints.close());
    const { port } = new URL(endpoints.url);
    const asked = (host: string) =>
      new Promise<string>((resolve, reject) => {
        request({ host: "127.0.0.1", port, path: "/near", headers: { host } }, (answer) => resolve(text(answer)))
          .once("error", reject)
          .end();
      });

    expect([await asked(`localhost:${port}`), await asked("127.0.0.1"), await asked("rebound.example.com")]).toEqual([
      "true\n",
      "true\n",
      "false\n",
    ]);
  });

  it("reject with what the system says when the address is taken", async () => {
    const { url } = await serve(ROUTES);

    const second = startEndpoints({ host: "127.0.0.1", port: Number(new URL(url).port) }, ROUTES, () => {});

    await expect(second).rejects.toMatchObject({ code: "EADDRINUSE" });
  });

  it("are compressed for whoever can read that, when it is worth it", async () => {
    const long = { text: "stage ".repeat(1_000) };
    const { url } = await serve({ ...ROUTES, "/long": () => json(200, long) });

    const [got, small] = await Promise.all([fetch(`${url}/long`), fetch(`${url}/healthz`)]);
    const plain = await fetch(`${url}/long`, { headers: { "accept-encoding": "identity" } });

    expect([got.headers.get("content-encoding"), small.headers.get("content-encoding")]).toEqual(["gzip", null]);
    expect(Number(got.headers.get("content-length"))).toBeLessThan(200);
    expect([await got.json(), await plain.json(), plain.headers.get("content-encoding")]).toEqual([long, long, null]);
  });
});

describe("an event stream", () => {
  /** Tells whoever listens what `tell` is called with. */
  async function serveStream() {
    const listeners = new Set<(text: string) => void>();
    const listen = (send: (text: string) => void) => {
      listeners.add(send);
      send("event: hello\n\n");
      return () => void listeners.delete(send);
    };
    const { url } = await serve({ ...ROUTES, "/events": () => ({ listen }) });
    const tell = (text: string) => {
      for (const send of listeners) send(text);
    };
    return { url, listeners, tell };
  }

  async function listenTo(url: string) {
    const stop = new AbortController();
    onTestFinished(() => stop.abort());
    const response = await fetch(`${url}/events`, { signal: stop.signal });
    return { response, stop: () => stop.abort(), reader: response.body?.pipeThrough(new TextDecoderStream()).getReader() };
  }

  async function heard(reader: ReadableStreamDefaultReader<string> | undefined, until: string): Promise<string> {
    let all = "";
    while (!all.includes(until)) all += (await reader?.read())?.value ?? "";
    return all;
  }

  it("tells what happens as it happens, says when to come back, and is let go with its reader", async () => {
    const { url, listeners, tell } = await serveStream();
    const { response, reader, stop } = await listenTo(url);

    const first = await heard(reader, "event: hello");
    tell("event: pass\n\n");
    const second = await heard(reader, "event: pass");
    stop();

    expect(response.headers.get("content-type")).toBe("text/event-stream; charset=utf-8");
    expect([first, second]).toEqual(["retry: 2000\n\nevent: hello\n\n", "event: pass\n\n"]);
    await expect.poll(() => listeners.size).toBe(0);
  });

  it("is not opened by HEAD, and no endless one keeps the server from closing", async () => {
    const { url, listeners } = await serveStream();

    const head = await fetch(`${url}/events`, { method: "HEAD" });
    await listenTo(url);

    expect([head.status, head.headers.get("content-type"), listeners.size]).toEqual([200, "text/event-stream; charset=utf-8", 1]);
  });

  it("leaves connections for probes: those beyond its limit are refused, and others still answered", async () => {
    const { url } = await serveStream();
    for (let open = 0; open < 64; open += 1) await listenTo(url);

    const refused = await fetch(`${url}/events`);
    const probe = await fetch(`${url}/healthz`);

    expect([refused.status, refused.headers.get("retry-after"), probe.status]).toEqual([503, "30", 200]);
  });

  it("lets a reader go that does not read", async () => {
    const { url, listeners, tell } = await serveStream();
    const { port } = new URL(url);
    const socket = connect(Number(port), "127.0.0.1");
    onTestFinished(() => void socket.destroy());
    socket.write("GET /events HTTP/1.1\r\nhost: localhost\r\n\r\n");
    await expect.poll(() => listeners.size).toBe(1);
    socket.pause();

    // More than the system takes for a connection before it says that nobody reads.
    for (let each = 0; each < 64 && listeners.size > 0; each += 1) {
      tell(`data: ${"x".repeat(256 * 1024)}\n\n`);
      await new Promise((resolve) => setImmediate(resolve));
    }

    await expect.poll(() => listeners.size).toBe(0);
  });
});
