// What the daemon tells, as a webhook gets it: CloudEvents, one line each.
import { createServer } from "node:http";
import { json } from "node:stream/consumers";

const server = createServer(async (request, response) => {
  const { type, subject, data } = await json(request);
  console.log([type, subject, data?.summary].filter(Boolean).join("  "));
  response.writeHead(204).end();
});
server.listen(8080);
process.on("SIGTERM", () => server.close());
