/** The page as a whole: what it knows, and where on it that stands. */
import { useEffect, useState } from "preact/hooks";
import { Apis } from "./apis.tsx";
import { Attention } from "./attention.tsx";
import { follow, type Known } from "./follow.ts";
import { Passes } from "./passes.tsx";
import { PastDrift } from "./past-drift.tsx";
import { Quotas } from "./quotas.tsx";
import { Summary } from "./summary.tsx";
import { Targets } from "./targets.tsx";

const NOTHING: Known = { overview: null, progress: null, connection: "connecting", ahead: 0 };
/** Ages are told by the minute. */
const TICK_MS = 10_000;

export function App() {
  const [known, setKnown] = useState(NOTHING);
  const now = useNow() + known.ahead;
  useEffect(() => {
    return follow({
      overview: (overview) => {
        setKnown((before) => ({ ...before, overview, progress: null, ahead: overview.now - Date.now() }));
      },
      progress: (progress) => setKnown((before) => ({ ...before, progress })),
      connection: (connection) => setKnown((before) => ({ ...before, connection })),
    });
  }, []);
  const { overview } = known;
  if (overview === null)
    return <p class="empty">{known.connection === "lost" ? "The daemon does not answer." : "Asking the daemon…"}</p>;
  // Of what stages serve, and of what has been, passes leave nothing there.
  const kept = overview.kept !== undefined;
  return (
    <>
      <a class="skip" href={kept ? "#targets" : "#apis"}>
        Skip to the {kept ? "targets" : "APIs"}
      </a>
      <Summary known={{ ...known, overview }} now={now} />
      <main>
        <Attention overview={overview} now={now} />
        {overview.targets === undefined ? null : <Targets targets={overview.targets} fleet={overview.fleet} now={now} />}
        {kept ? null : <Apis overview={overview} now={now} />}
        <div class="beside">
          {kept ? null : <PastDrift past={overview.drift.past} open={overview.drift.open.length} now={now} />}
          <Passes passes={overview.passes} note={kept ? "the last of each target" : "since the daemon started"} now={now} />
        </div>
        {kept ? null : <Quotas quotas={overview.quotas} />}
      </main>
      <footer>
        Stagekeeper {overview.version}. What it knows is at <a href="/api/overview">/api/overview</a>, and in numbers at{" "}
        <a href="/metrics">/metrics</a>.
      </footer>
    </>
  );
}

function useNow(): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), TICK_MS);
    return () => clearInterval(timer);
  }, []);
  return now;
}
