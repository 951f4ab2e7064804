/** How an API is asked: over a real socket. */
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { createHttpProbe } from "../../src/aws/http-probe.ts";

const never = new AbortController().signal;

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  // A server that listens on a port has an address.
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe("asking an API", () => {
  it("gives status and body of any answer, and sends the method that was asked for", async () => {
    const url = await serve((request, response) => {
      response.writeHead(503).end(`${request.method} ${request.url}`);
    });
    expect(await createHttpProbe().ask({ method: "POST", url: `${url}/live/a?b=c` }, never)).toEqual({
      status: 503,
      body: "POST /live/a?b=c",
    });
  });

  it("takes an answer without a body for an empty one", async () => {
    const url = await serve((_, response) => response.writeHead(204).end());
    expect(await createHttpProbe().ask({ method: "GET", url }, never)).toEqual({ status: 204, body: "" });
  });

  it("follows no redirection", async () => {
    const url = await serve((_, response) => response.writeHead(302, { location: "https://example.com/" }).end());
    expect(await createHttpProbe().ask({ method: "GET", url }, never)).toMatchObject({ status: 302 });
  });

  it("reads no more of an endless body than it looks at", async () => {
    const url = await serve((_, response) => {
      const more = () => {
        while (response.write(Buffer.alloc(65_536, "x")));
      };
      response.writeHead(200).on("drain", more);
      more();
    });
    const { body } = await createHttpProbe().ask({ method: "GET", url }, never);
    expect(body.length).toBe(1_048_576);
  });

  it("says in one line why there is no answer", async () => {
    const url = await serve(() => undefined);
    await expect(createHttpProbe(50).ask({ method: "GET", url }, never)).rejects.toMatchObject({
      code: "timed-out",
      message: `GET ${url}: no answer within 0.05 s`,
    });
    await expect(createHttpProbe().ask({ method: "GET", url: "http://127.0.0.1:1/" }, never)).rejects.toMatchObject({
      code: "unavailable",
    });
  });

  it("stops when the pass does", async () => {
    const url = await serve(() => undefined);
    const stop = new AbortController();
    const asking = createHttpProbe().ask({ method: "GET", url }, stop.signal);
    stop.abort(new Error("enough"));
    await expect(asking).rejects.toThrow("enough");
  });
});
