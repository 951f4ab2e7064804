/**
 * Whether a shift may go on, from what was read of its gates. Every row that holds counts; one that fires wins over any
 * that waits, and a shift passes only when none does either.
 *
 *   an alarm    ALARM                                                        fire
 *               missing                                                      wait: nobody looks, so nobody says that it is well
 *               INSUFFICIENT_DATA                                            by policy: pass, wait, fire
 *   versions    either has fewer requests than the minimum, or no traffic
 *               could be read                                                by policy
 *               newer's share of errors > older's + maxIncrease              fire
 *               newer's p95 > older's × maxRatio                             fire
 *               a p95 has no data                                            by policy
 *
 * Too few requests are insufficient data as well: with `pass` a function that nobody calls at night is still rolled out.
 */
import type { AlarmState, GateIntent, GateReading, GateVerdict, VersionTraffic } from "../model/gates.ts";

export function judgeGates(intent: GateIntent, reading: GateReading): GateVerdict {
  const findings = [...alarmFindings(intent, reading), ...trafficFindings(intent, reading)];
  const fires = findings.filter(({ verdict }) => verdict === "fire");
  const decisive = fires.length > 0 ? fires : findings.filter(({ verdict }) => verdict === "wait");
  const [first] = decisive;
  if (first === undefined) return { verdict: "pass" };
  return { verdict: first.verdict, reason: decisive.map(({ reason }) => reason).join("; ") };
}

interface Finding {
  readonly verdict: "wait" | "fire";
  readonly reason: string;
}

function alarmFindings(intent: GateIntent, { alarms }: GateReading): readonly Finding[] {
  // `hasOwn`: an alarm may be named as a property of every object is.
  return intent.alarms.flatMap((name) =>
    alarmFinding(intent, name, (Object.hasOwn(alarms, name) ? alarms[name] : undefined) ?? "missing"),
  );
}

function alarmFinding(intent: GateIntent, name: string, state: AlarmState): readonly Finding[] {
  switch (state) {
    case "OK":
      return [];
    case "ALARM":
      return [{ verdict: "fire", reason: `alarm ${name} is in ALARM` }];
    case "INSUFFICIENT_DATA":
      return insufficient(intent, `alarm ${name} has insufficient data`);
    case "missing":
      return [{ verdict: "wait", reason: `there is no alarm ${name}: make it, or take it out of \`alarms\`` }];
  }
}

function trafficFindings(intent: GateIntent, { newer, older }: GateReading): readonly Finding[] {
  const { errorRate, latency, minimumRequests } = intent;
  if (errorRate === undefined && latency === undefined) return [];
  if (newer === undefined || older === undefined) return insufficient(intent, "no traffic could be read by version");
  const quiet = tooQuiet("newer", newer, minimumRequests) ?? tooQuiet("older", older, minimumRequests);
  if (quiet !== null) return insufficient(intent, quiet);
  return [
    ...(errorRate === undefined ? [] : errorFindings(errorRate.maxIncrease, newer, older)),
    ...(latency === undefined ? [] : latencyFindings(intent, latency.maxRatio, newer, older)),
  ];
}

function tooQuiet(which: "newer" | "older", { requests }: VersionTraffic, minimum: number): string | null {
  if (requests >= minimum && requests > 0) return null;
  return `the ${which} version had ${requests} of the ${minimum} requests that are needed to compare`;
}

function errorFindings(maxIncrease: number, newer: VersionTraffic, older: VersionTraffic): readonly Finding[] {
  // Multiplied out: 0.8 - 0.7 is more than 0.1 in floating point.
  const increase = newer.errors * older.requests - older.errors * newer.requests;
  if (increase <= maxIncrease * newer.requests * older.requests) return [];
  const [now, before] = [newer.errors / newer.requests, older.errors / older.requests];
  const reason = `the newer version fails ${percent(now)} of ${newer.requests} requests, the older ${percent(before)}; allowed are ${percent(maxIncrease)} more`;
  return [{ verdict: "fire", reason }];
}

function latencyFindings(intent: GateIntent, maxRatio: number, newer: VersionTraffic, older: VersionTraffic): readonly Finding[] {
  if (newer.p95 === undefined || older.p95 === undefined) return insufficient(intent, "a version has no latency yet");
  if (newer.p95 <= older.p95 * maxRatio) return [];
  const reason = `the newer version's p95 is ${milliseconds(newer.p95)}, the older's ${milliseconds(older.p95)}; allowed is ${maxRatio} times that`;
  return [{ verdict: "fire", reason }];
}

function insufficient({ onInsufficientData }: GateIntent, reason: string): readonly Finding[] {
  return onInsufficientData === "pass" ? [] : [{ verdict: onInsufficientData, reason }];
}

function percent(share: number): string {
  return `${Math.round(share * 1000) / 10} %`;
}

function milliseconds(ms: number): string {
  return `${Math.round(ms)} ms`;
}
