/**
 * What runs in a worker thread in the place of Lambda's own Node runtime: loads the handler as that does (extension,
 * then package type), calls it, and reports. Plain JavaScript, for worker threads of Node 20 load nothing else. The
 * messages both ways are typed in `execution-environment.ts`. Imports nothing of the project.
 */
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { format } from "node:util";
import { parentPort, workerData } from "node:worker_threads";

/** @type {{ taskRoot: string, handler: string, runtime: string }} */
const { taskRoot, handler: handlerName, runtime } = workerData;
const require = createRequire(resolve(taskRoot, "bootstrap.js"));
let requestId = "";

class RuntimeError extends Error {
  constructor(name, message) {
    super(message);
    this.name = `Runtime.${name}`;
  }
}

captureOutput();
process.cwd = () => taskRoot;
process.on("uncaughtException", (error) => die(describe(error)));
process.on("unhandledRejection", (reason) => {
  const { errorMessage, trace } = describe(reason);
  die({
    errorType: "Runtime.UnhandledPromiseRejection",
    errorMessage: `${reason instanceof Error ? `${reason.name}: ` : ""}${errorMessage}`,
    trace,
  });
});

const loading = loadHandler();
// Reported by the first call; without this it would count as an unhandled rejection before that comes.
loading.catch(() => undefined);
parentPort.on("message", (call) => void run(call));

async function run(call) {
  requestId = call.requestId;
  let handler;
  try {
    handler = await loading;
  } catch (error) {
    die(describe(error));
    return;
  }
  const deadline = Date.now() + call.timeoutMs;
  parentPort.postMessage({ type: "started" });
  const context = {
    ...call.context,
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
  };
  try {
    const result = await invoke(handler, JSON.parse(call.payload), context);
    parentPort.postMessage({ type: "done", payload: serialise(result) });
  } catch (error) {
    parentPort.postMessage({ type: "failed", error: describe(error) });
  }
}

/**
 * A promise is waited for. Otherwise the callback, or `context.done` and its kin, ends the call at once, as if
 * `callbackWaitsForEmptyEventLoop` were false; a handler that does neither ends when nothing is left to do, and answers null.
 */
function invoke(handler, event, context) {
  return new Promise((resolve, reject) => {
    const settle = (error, value) => {
      parentPort.ref();
      process.removeListener("beforeExit", onIdle);
      if (error === null || error === undefined) resolve(value);
      else reject(error);
    };
    const onIdle = () => settle(null, null);
    const withCallbacks = {
      ...context,
      done: settle,
      succeed: (value) => settle(null, value),
      fail: (error) => settle(error ?? new Error("handled"), undefined),
    };
    const result = handler(event, withCallbacks, settle);
    if (typeof result?.then === "function") {
      result.then(resolve, reject);
      return;
    }
    process.once("beforeExit", onIdle);
    parentPort.unref();
  });
}

function serialise(result) {
  try {
    return JSON.stringify(result === undefined ? null : result) ?? "null";
  } catch {
    throw new Error("Unable to stringify response body");
  }
}

async function loadHandler() {
  const slash = handlerName.lastIndexOf("/");
  const directory = resolve(taskRoot, handlerName.slice(0, slash + 1));
  const [moduleName, ...path] = handlerName.slice(slash + 1).split(".");
  if (!moduleName || path.length === 0 || handlerName.includes(".."))
    throw new RuntimeError("MalformedHandlerName", "Bad handler");
  const loaded = await loadModule(resolve(directory, moduleName), moduleName);
  const found = path.reduce((value, name) => value?.[name], loaded);
  if (!found) throw new RuntimeError("HandlerNotFound", `${handlerName} is undefined or not exported`);
  if (typeof found !== "function") throw new RuntimeError("HandlerNotFound", `${handlerName} is not a function`);
  if (found.length >= 3 && Number(/^nodejs(\d+)/.exec(runtime)?.[1]) >= 24)
    throw new RuntimeError(
      "CallbackHandlerDeprecated",
      "AWS Lambda has removed support for callback-based function handlers starting with Node.js 24. You need to modify this function to use a supported handler signature to use Node.js 24 or later.",
    );
  return found;
}

/** The order of Lambda's runtime: no extension, `.js` as the package's type says, `.mjs`, `.cjs`, a package's name. */
async function loadModule(path, name) {
  try {
    if (existsSync(path) && !existsSync(`${path}/`)) return require(path);
    if (existsSync(`${path}.js`))
      return isModulePackage(path) ? await import(pathToFileURL(`${path}.js`).href) : require(`${path}.js`);
    if (existsSync(`${path}.mjs`)) return await import(pathToFileURL(`${path}.mjs`).href);
    if (existsSync(`${path}.cjs`)) return require(`${path}.cjs`);
    return require(require.resolve(name, { paths: [taskRoot] }));
  } catch (error) {
    if (error?.code === "MODULE_NOT_FOUND" || error?.code === "ERR_MODULE_NOT_FOUND")
      throw new RuntimeError("ImportModuleError", `Error: ${error.message}`);
    if (error instanceof SyntaxError) throw new RuntimeError("UserCodeSyntaxError", `SyntaxError: ${error.message}`);
    throw error;
  }
}

/** The nearest package.json at or below the task's root decides. */
function isModulePackage(path) {
  for (let at = dirname(path); at.startsWith(taskRoot); at = dirname(at)) {
    const manifest = resolve(at, "package.json");
    if (existsSync(manifest)) return JSON.parse(readFileSync(manifest, "utf8")).type === "module";
  }
  return false;
}

/** An error as Lambda answers it; what is thrown need not be an Error. */
function describe(error) {
  if (!(error instanceof Error)) return { errorType: typeof error, errorMessage: String(error), trace: [] };
  return { errorType: error.name, errorMessage: error.message, trace: (error.stack ?? "").split("\n") };
}

/** Whatever the handler left behind is not to be used again. */
function die(error) {
  parentPort.postMessage({ type: "crashed", error });
}

/** Lambda prefixes what goes through `console`, and takes what is written to the streams as it is. */
function captureOutput() {
  const write = (text) => parentPort.postMessage({ type: "log", text: String(text) });
  const levels = { log: "INFO", info: "INFO", debug: "DEBUG", warn: "WARN", error: "ERROR", trace: "TRACE" };
  for (const [method, level] of Object.entries(levels))
    console[method] = (...values) => write(`${new Date().toISOString()}\t${requestId}\t${level}\t${format(...values)}\n`);
  for (const stream of [process.stdout, process.stderr])
    stream.write = (chunk, encoding, callback) => {
      write(chunk);
      const done = typeof encoding === "function" ? encoding : callback;
      done?.();
      return true;
    };
}
