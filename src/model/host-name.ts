/**
 * Names by which something on the loopback address may be asked. A page in a browser can reach it under a name of its own
 * that public DNS has pointed at 127.0.0.1 since (DNS rebinding), and would then read answers as if they were its own. So
 * what listens on the loopback address answers only to names that nobody can hold in public DNS.
 */

/** Top-level names that public DNS never has (RFC 6761, RFC 6762, RFC 8375, and ICANN's reservation of `internal`). */
const PRIVATE_ENDS = /(^|\.)(localhost|local|internal|test|home\.arpa)\.?$/i;
const IPV4 = /^\d{1,3}(\.\d{1,3}){3}$/;

/** Whether an address to listen on is reached from this machine alone. */
export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || (IPV4.test(host) && host.startsWith("127."));
}

/** Whether a Host header holds a name that somebody may hold in public DNS. Its port is left aside; none is no name. */
export function isPublicName(header: string | undefined): boolean {
  const host = (header ?? "").replace(/:\d*$/, "");
  // In brackets stands an IPv6 address, which may end in an IPv4 one.
  if (host.startsWith("[") || IPV4.test(host)) return false;
  // A name without a dot in it is none of public DNS: top-level names hold no addresses.
  return host.replace(/\.$/, "").includes(".") && !PRIVATE_ENDS.test(host);
}
