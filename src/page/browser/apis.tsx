/** The APIs, each a group that folds. What is folded is not made, so that hundreds of them cost little. */
import { useState } from "preact/hooks";
import type { ApiOverview, Overview } from "../overview.ts";
import { matches, wordsOf } from "./filter.ts";
import { Ago, FilterField, Mark, Section } from "./parts.tsx";
import { StageTable } from "./stages.tsx";
import { countText } from "./wording.ts";

const PLACEHOLDER = "API, stage, function, variable";

/** As many groups as are open unless somebody folds them. */
const OPEN_UP_TO = 8;

export function Apis({ overview, now }: { readonly overview: Overview; readonly now: number }) {
  const { apis, drift, seenAt, targets } = overview;
  const [query, setQuery] = useState("");
  const [onlyUneasy, setOnlyUneasy] = useState(false);
  const [folded, setFolded] = useState<ReadonlyMap<string, boolean>>(new Map());
  const drifted = driftedIn(drift.open);
  const driftedOf = ({ target = "" }: ApiOverview) => drifted.get(target) ?? NONE;
  const words = wordsOf(query);
  const shown = apis.filter((api) => matches(api, words) && (!onlyUneasy || signsOf(api, driftedOf(api)).length > 0));
  const isOpen = (api: ApiOverview) => !(folded.get(keyOf(api)) ?? shown.length > OPEN_UP_TO);
  return (
    <Section id="apis" title="APIs">
      <search class="filter">
        <FilterField
          query={query}
          onQuery={setQuery}
          placeholder={targets === undefined ? PLACEHOLDER : `target, ${PLACEHOLDER}`}
          controls="api-list"
        />
        <label class="check">
          <input type="checkbox" checked={onlyUneasy} onChange={({ currentTarget }) => setOnlyUneasy(currentTarget.checked)} />{" "}
          only with drift, a shift or a problem
        </label>
        <p role="status" class="count">
          {shown.length === apis.length ? countText(apis.length, "API") : `${shown.length} of ${countText(apis.length, "API")}`}
        </p>
        {seenAt === null ? null : (
          <p class="when">
            as seen <Ago at={seenAt} now={now} />
          </p>
        )}
      </search>
      <div id="api-list">
        {shown.length === 0 ? (
          <p class="empty">{apis.length === 0 ? "No API is declared, or none was seen yet." : "None matches."}</p>
        ) : null}
        {shown.map((api) => (
          <Api
            key={keyOf(api)}
            api={api}
            drifted={driftedOf(api)}
            open={isOpen(api)}
            now={now}
            toggle={() => setFolded(new Map(folded).set(keyOf(api), isOpen(api)))}
          />
        ))}
      </div>
    </Section>
  );
}

const NONE: ReadonlySet<string> = new Set();

/** Addresses that have drifted, by target. */
function driftedIn(open: Overview["drift"]["open"]): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  for (const { target = "", address } of open) {
    if (address !== undefined) found.set(target, (found.get(target) ?? new Set()).add(address));
  }
  return found;
}

/** Names of APIs are unique in a target. */
function keyOf({ target = "", name }: ApiOverview): string {
  return `${target} ${name}`;
}

interface ApiProps {
  readonly api: ApiOverview;
  readonly drifted: ReadonlySet<string>;
  readonly open: boolean;
  readonly now: number;
  toggle(): void;
}

function Api({ api, drifted, open, now, toggle }: ApiProps) {
  const { name, endpoint, stages, target } = api;
  // Whoever opens it, by mouse, keyboard or voice, clicks its summary; what is open is ours to say.
  const click = (event: Event) => {
    event.preventDefault();
    toggle();
  };
  return (
    <details class="api" open={open}>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: a summary is a control, and clicked by keys too */}
      <summary onClick={click}>
        <h3>{name}</h3>
        <span class="meta">
          {target === undefined ? "" : `${target} · `}
          {endpoint === null ? "" : `${endpoint} · `}
          {stages.map((stage) => stage.name).join(", ") || "no stages"}
        </span>
        {signsOf(api, drifted).map((sign) => (
          <Mark key={sign} tone={sign === "shifting" ? "calm" : "warn"}>
            {sign}
          </Mark>
        ))}
      </summary>
      {open && stages.length > 0 ? <StageTable api={api} drifted={drifted} now={now} /> : null}
    </details>
  );
}

/** What of it is worth a look, in a word each. */
function signsOf({ address, presence, stages }: ApiOverview, drifted: ReadonlySet<string>): readonly string[] {
  const targets = stages.flatMap((stage) => stage.targets);
  const aliases = targets.map((target) => `alias:${target.function}/${target.alias}`);
  const hasDrift = [address, ...stages.map((stage) => stage.address), ...aliases].some((one) => drifted.has(one));
  const shifts = [...stages, ...targets].some(({ shift }) => shift !== null);
  const held = [...stages, ...targets].some(({ heldSince }) => heldSince !== null);
  const unseen = presence !== "present" || stages.some((stage) => stage.presence !== "present");
  const stale = stages.some(({ snapshot }) => snapshot.stale);
  const said = { drift: hasDrift, shifting: shifts, held, "not all there": unseen, "old snapshot": stale };
  return Object.entries(said).flatMap(([sign, holds]) => (holds ? [sign] : []));
}
