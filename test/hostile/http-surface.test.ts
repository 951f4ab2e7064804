/** What listens, asked over a raw socket by someone who does not mean well. */
import { connect, type Socket } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { describe, expect, it, onTestFinished } from "vitest";
import { type EndpointLimits, json, startEndpoints } from "../../src/daemon/endpoints.ts";
import { createSandbox } from "../../src/sandbox/sandbox.ts";
import { createVirtualClock } from "../../src/sandbox/virtual-clock.ts";

const QUICK: EndpointLimits = {
  maxHeaderSize: 8 * 1024,
  headersTimeout: 200,
  requestTimeout: 400,
  keepAliveTimeout: 200,
  connectionsCheckingInterval: 50,
};
/** Far above the limits, and far below what would be no limit. */
const SOON_MS = 5_000;

async function aDaemon(limits?: EndpointLimits, host = "127.0.0.1") {
  let asked = 0;
  const routes = {
    "/healthz": () => {
      asked += 1;
      return json(200, { healthy: true });
    },
  };
  const endpoints = await startEndpoints({ host, port: 0 }, routes, () => {}, limits);
  onTestFinished(() => endpoints.close());
  return { port: Number(new URL(endpoints.url).port), asked: () => asked };
}

async function aSandbox() {
  const sandbox = createSandbox({ clock: createVirtualClock(), seed: 1 });
  onTestFinished(() => sandbox.close());
  const { url } = await sandbox.listen(0);
  return { port: Number(new URL(url).port), sandbox };
}

function open(port: number): Socket {
  const socket = connect(port, "127.0.0.1");
  onTestFinished(() => void socket.destroy());
  return socket;
}

/** Everything that comes until the other side hangs up, politely or not. */
async function answered(socket: Socket): Promise<string> {
  let answer = "";
  socket.setEncoding("utf8").on("data", (part: string) => {
    answer += part;
  });
  await new Promise((resolve) => socket.once("close", resolve).once("error", resolve));
  return answer;
}

/** What is answered to these bytes. */
async function said(port: number, bytes: string): Promise<string> {
  const socket = open(port);
  socket.write(bytes);
  return answered(socket);
}

const ask = (host: string, target = "/healthz", more = "") =>
  `GET ${target} HTTP/1.1\r\nhost: ${host}\r\n${more}connection: close\r\n\r\n`;
const statusOf = (answer: string) => Number(answer.split(" ")[1]);

describe("the daemon on the loopback address", () => {
  it("answers to local names, and not to a page whose name was pointed at it", async () => {
    const { port, asked } = await aDaemon();

    expect(statusOf(await said(port, ask(`127.0.0.1:${port}`)))).toBe(200);
    expect(statusOf(await said(port, ask(`localhost:${port}`)))).toBe(200);
    const refused = await said(port, ask("evil.example"));

    expect(statusOf(refused)).toBe(421);
    expect(refused).toContain("ask it as localhost");
    expect(asked()).toBe(2);
  });

  it("listening elsewhere answers to whatever name it is given there", async () => {
    const { port } = await aDaemon(undefined, "0.0.0.0");

    expect(statusOf(await said(port, ask("metrics.example.com")))).toBe(200);
  });

  it("does not say what it is made of, and gives no answer that a page may read, keep, frame or run", async () => {
    const { port } = await aDaemon();

    const answers = await Promise.all([
      said(port, ask("localhost")),
      said(port, ask("localhost", "/nowhere")),
      said(port, ask("evil.example")),
      said(port, "DELETE /healthz HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n"),
    ]);

    for (const answer of answers) {
      const head = (answer.split("\r\n\r\n", 1)[0] ?? "").toLowerCase();
      expect(head).toContain("x-content-type-options: nosniff");
      expect(head).toContain("content-security-policy: default-src 'none'");
      expect(head).toContain("cache-control: no-store");
      expect(head).not.toMatch(/\r\n(server|x-powered-by|access-control-[a-z-]+):/);
    }
  });

  it("lets go of one who never ends the head of a request", async () => {
    const { port, asked } = await aDaemon(QUICK);
    const started = performance.now();
    const socket = open(port);
    socket.write("GET /healthz HTTP/1.1\r\nhost: localhost\r\n");
    const dripping = setInterval(() => socket.write("a: b\r\n"), 20);
    onTestFinished(() => clearInterval(dripping));

    const answer = await answered(socket);

    expect(statusOf(answer)).toBe(408);
    expect(performance.now() - started).toBeLessThan(SOON_MS);
    expect(asked()).toBe(0);
  });

  it("lets go of one who never ends the body that nobody asked for", async () => {
    const { port } = await aDaemon(QUICK);
    const started = performance.now();

    const answer = await said(port, "GET /healthz HTTP/1.1\r\nhost: localhost\r\ncontent-length: 1000000000\r\n\r\nx");

    expect(statusOf(answer)).toBe(200);
    expect(answer.toLowerCase()).toContain("connection: close");
    expect(performance.now() - started).toBeLessThan(SOON_MS);
  });

  it("lets go of one who says nothing, and of one who asks nothing more", async () => {
    const { port } = await aDaemon(QUICK);
    const started = performance.now();
    const kept = said(port, "GET /healthz HTTP/1.1\r\nhost: localhost\r\n\r\n");
    const silent = said(port, "");

    expect(statusOf(await kept)).toBe(200);
    await silent;

    expect(performance.now() - started).toBeLessThan(SOON_MS);
  });

  it("takes 128 connections at once, hangs up on more, and takes new ones when they are gone", async () => {
    const { port } = await aDaemon();
    const sockets = await Promise.all(
      Array.from({ length: 128 }, async () => {
        const socket = open(port);
        await new Promise((resolve) => socket.once("connect", resolve));
        return socket;
      }),
    );

    const refused = await said(port, ask("localhost"));
    for (const socket of sockets) socket.destroy();
    let answer = "";
    for (const deadline = performance.now() + SOON_MS; answer === "" && performance.now() < deadline; await wait(10)) {
      answer = await said(port, ask("localhost"));
    }

    expect(refused).toBe("");
    expect(statusOf(answer)).toBe(200);
  });

  it.each([
    ["a head of 20 KB", ask("localhost", "/healthz", `a: ${"x".repeat(20_000)}\r\n`), 431],
    ["a path of 20 KB", ask("localhost", `/${"x".repeat(20_000)}`), 431],
    ["8,000 headers", ask("localhost", "/healthz", "a:b\r\n".repeat(8_000)), 431],
    ["two lengths", ask("localhost", "/healthz", "content-length: 1\r\ncontent-length: 2\r\n"), 400],
    ["a length and chunks", ask("localhost", "/healthz", "content-length: 1\r\ntransfer-encoding: chunked\r\n"), 400],
    ["a header across lines", ask("localhost", "/healthz", "a: b\r\n c\r\n"), 400],
    ["a line feed alone", "GET /healthz HTTP/1.1\nhost: localhost\n\n", 400],
    ["no host", "GET /healthz HTTP/1.1\r\nconnection: close\r\n\r\n", 400],
    ["another's URL", ask("localhost", "http://169.254.169.254/latest/meta-data"), 404],
    ["a path with line ends", ask("localhost", "/healthz%0d%0aset-cookie:a=b"), 404],
    ["TLS", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 400],
    ["HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400],
  ])("answers %s with a refusal, and goes on", async (_, bytes, status) => {
    const { port } = await aDaemon(QUICK);

    const answer = await said(port, bytes);

    expect(statusOf(answer)).toBe(status);
    expect(answer).not.toContain("set-cookie: a");
    expect(statusOf(await said(port, ask("localhost")))).toBe(200);
  });

  it("is no way into anything: CONNECT and upgrades lead nowhere", async () => {
    const { port } = await aDaemon(QUICK);

    const tunnel = await said(port, "CONNECT 10.0.0.1:80 HTTP/1.1\r\nhost: localhost\r\n\r\n");
    const upgraded = await said(port, ask("localhost", "/healthz", "upgrade: websocket\r\n"));

    expect(tunnel).toBe("");
    expect(statusOf(upgraded)).toBe(200);
  });
});

describe("the sandbox on the loopback address", () => {
  it("does nothing for a page whose name was pointed at it", async () => {
    const { port, sandbox } = await aSandbox();

    const answer = await said(port, ask("evil.example", "/_aws/execute-api/abc/prod/upload"));

    expect(statusOf(answer)).toBe(421);
    expect(sandbox.journal.entries()).toEqual([]);
  });

  it.each(["localhost", "127.0.0.1", "abc.execute-api.localhost", "bucket.s3.us-east-1.amazonaws.com", "host.docker.internal"])(
    "answers to %s",
    async (host) => {
      const { port } = await aSandbox();

      expect(statusOf(await said(port, ask(host, "/")))).toBe(403);
    },
  );

  it("does nothing for one who has not signed, whatever is asked", async () => {
    const { port, sandbox } = await aSandbox();

    for (const method of ["GET", "POST", "PUT", "DELETE", "OPTIONS"]) {
      const answer = await said(port, `${method} /restapis HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n`);
      expect(statusOf(answer)).toBe(403);
      expect(answer.toLowerCase()).not.toContain("access-control-allow-origin");
    }
    expect(sandbox.journal.entries()).toEqual([]);
  });

  it("refuses a head of 64 KB", async () => {
    const { port } = await aSandbox();

    expect(statusOf(await said(port, ask("localhost", "/", `a: ${"x".repeat(65_536)}\r\n`)))).toBe(431);
  });
});
