/** The stages of one API as a table; on a narrow screen each row is a block, and still a row to whoever listens to it. */
import type { ComponentChildren } from "preact";
import type {
  ApiOverview,
  CanaryOverview,
  ShiftOverview,
  StageOverview,
  TargetOverview,
  ThrottlingOverview,
} from "../overview.ts";
import { Ago, Mark, Settings } from "./parts.tsx";
import { shiftText } from "./wording.ts";

const COLUMNS = ["Stage", "Snapshot", "Variables", "Answers with", "Throttling"] as const;

interface StageTableProps {
  readonly api: ApiOverview;
  readonly drifted: ReadonlySet<string>;
  readonly now: number;
}

export function StageTable({ api, drifted, now }: StageTableProps) {
  return (
    // A style that makes blocks of rows would take their roles away.
    <table class="stages" role="table">
      <caption>Stages of {api.name}</caption>
      <thead role="rowgroup">
        <tr role="row">
          {COLUMNS.map((column) => (
            <th key={column} scope="col" role="columnheader">
              {column}
            </th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup">
        {api.stages.map((stage) => (
          <StageRow key={stage.name} stage={stage} drifted={drifted} now={now} />
        ))}
      </tbody>
    </table>
  );
}

interface StageProps {
  readonly stage: StageOverview;
  readonly drifted: ReadonlySet<string>;
  readonly now: number;
}

function StageRow({
  stage,
  drifted,
  now,
}: {
  readonly stage: StageOverview;
  readonly drifted: ReadonlySet<string>;
  readonly now: number;
}) {
  const { name, address, presence, heldSince } = stage;
  return (
    <tr role="row">
      <th scope="row" role="rowheader">
        <span class="stage-name">{name}</span>
        {presence === "present" ? null : <Mark tone="bad">{presence === "absent" ? "not there" : "could not be read"}</Mark>}
        {drifted.has(address) ? <Mark tone="warn">drift</Mark> : null}
        <Held since={heldSince} now={now} />
      </th>
      {presence === "present" ? <Standing stage={stage} drifted={drifted} now={now} /> : <NotKnown />}
    </tr>
  );
}

/** Of a stage that is not there, or could not be read. */
function NotKnown() {
  return COLUMNS.slice(1).map((column) => (
    <Cell key={column} column={column}>
      <span class="none">not known</span>
    </Cell>
  ));
}

function Standing({ stage, drifted, now }: StageProps) {
  const { variables, targets, throttling, canary, shift } = stage;
  return (
    <>
      <Cell column="Snapshot">
        <Snapshot stage={stage} now={now} />
        {canary === null ? null : <Canary canary={canary} />}
        {shift === null ? null : <Shift shift={shift} now={now} />}
      </Cell>
      <Cell column="Variables">
        <Settings settings={variables} />
      </Cell>
      <Cell column="Answers with">
        {targets.length === 0 ? <span class="none">no function</span> : null}
        {targets.map((target) => (
          <Target key={`${target.function}:${target.alias}`} target={target} drifted={drifted} now={now} />
        ))}
      </Cell>
      <Cell column="Throttling">
        {throttling === null ? <span class="none">AWS's own</span> : <Throttling {...throttling} />}
      </Cell>
    </>
  );
}

function Cell({ column, children }: { readonly column: string; readonly children: ComponentChildren }) {
  return (
    <td role="cell" data-column={column}>
      {children}
    </td>
  );
}

function Held({ since, now }: { readonly since: number | null; readonly now: number }) {
  if (since === null) return null;
  return (
    <Mark tone="warn">
      rolled back <Ago at={since} now={now} />, held
    </Mark>
  );
}

function Snapshot({ stage: { snapshot, invokeUrl }, now }: { readonly stage: StageOverview; readonly now: number }) {
  const { id, madeAt, stale, sharedWith } = snapshot;
  if (id === null) return <span class="none">none</span>;
  return (
    <>
      <code>{id}</code>
      {madeAt === null ? null : (
        <span class="when">
          {" "}
          made <Ago at={madeAt} now={now} />
        </span>
      )}
      {sharedWith.length === 0 ? null : <div class="shared">same as {sharedWith.join(", ")}</div>}
      {stale ? <Mark tone="warn">not the API as it stands</Mark> : null}
      {invokeUrl === null ? null : <div class="url">{invokeUrl}</div>}
    </>
  );
}

interface TargetProps {
  readonly target: TargetOverview;
  readonly drifted: ReadonlySet<string>;
  readonly now: number;
}

function Target({ target, drifted, now }: TargetProps) {
  const { alias, version, weights, environment, environmentOf, shift, heldSince } = target;
  return (
    <div class="target">
      <div class="chain">
        <code>{target.function}</code>
        {alias === null ? null : (
          <>
            <span class="arrow"> : </span>
            <code>{alias}</code>
          </>
        )}
        <span class="arrow"> → </span>
        <span>{version === null ? "not known" : version === "$LATEST" ? "$LATEST" : `version ${version}`}</span>
        {weights.map(({ version, share }) => (
          <span key={version} class="when">
            {" "}
            and {Math.round(share * 1000) / 10} % to version {version}
          </span>
        ))}
      </div>
      {drifted.has(`alias:${target.function}/${alias}`) ? <Mark tone="warn">drift</Mark> : null}
      <Held since={heldSince} now={now} />
      {shift === null ? null : <Shift shift={shift} now={now} />}
      {environmentOf === null || environmentOf === version ? null : (
        <div class="when">{`environment of version ${environmentOf}`}</div>
      )}
      {environment === null || environment.length === 0 ? null : <Settings settings={environment} />}
    </div>
  );
}

function Canary({ canary: { percent, snapshot, variables } }: { readonly canary: CanaryOverview }) {
  const text = `canary: ${percent} %${snapshot === null ? " with other variables" : ` to snapshot ${snapshot}`}`;
  return (
    <div class="shift">
      <progress max={100} value={percent} aria-label={text} /> <span>{text}</span>
      {variables.length === 0 ? null : <Settings settings={variables} />}
    </div>
  );
}

function Shift({ shift, now }: { readonly shift: ShiftOverview; readonly now: number }) {
  const text = shiftText(shift, now);
  return (
    <div class="shift">
      <progress max={100} value={shift.percent} aria-label={text} /> <span>{text}</span>
    </div>
  );
}

function Throttling({ rateLimit, burstLimit, routes }: ThrottlingOverview) {
  return (
    <>
      {rateLimit === null ? null : <div>{rateLimit.toLocaleString("en")} a second</div>}
      {burstLimit === null ? null : <div>{burstLimit.toLocaleString("en")} at once</div>}
      {routes === 0 ? null : <div class="when">{routes === 1 ? "1 route" : `${routes} routes`} otherwise</div>}
    </>
  );
}
