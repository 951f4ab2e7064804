/** Small things that stand all over the page. */
import type { ComponentChildren } from "preact";
import type { Condition } from "../../model/alerts.ts";
import type { Setting } from "../overview.ts";
import { agoText } from "./wording.ts";

/** A moment as its age, with the exact time for whoever asks. */
export function Ago({ at, now }: { readonly at: number; readonly now: number }) {
  const iso = new Date(at).toISOString();
  return (
    <time dateTime={iso} title={iso}>
      {agoText(at, now)}
    </time>
  );
}

interface FilterFieldProps {
  readonly query: string;
  readonly onQuery: (query: string) => void;
  readonly placeholder: string;
  /** Id of the list that it narrows. */
  readonly controls?: string;
}

/** Narrows a list by what is typed. */
export function FilterField({ query, onQuery, placeholder, controls }: FilterFieldProps) {
  return (
    <label>
      Filter{" "}
      <input
        type="search"
        value={query}
        onInput={({ currentTarget }) => onQuery(currentTarget.value)}
        aria-controls={controls}
        placeholder={placeholder}
      />
    </label>
  );
}

export type Tone = "good" | "warn" | "bad" | "calm";

/** By its sign and its words, whatever its colour. */
const SIGNS: Readonly<Record<Tone, string>> = { good: "✓", warn: "▲", bad: "✕", calm: "•" };

export function Mark({ tone, children }: { readonly tone: Tone; readonly children: ComponentChildren }) {
  return (
    <span class={`mark ${tone}`}>
      <span class="sign" aria-hidden="true">
        {SIGNS[tone]}
      </span>{" "}
      {children}
    </span>
  );
}

/** One fact of the head: what it is of, what it is, and what stands below it. */
export function Fact({
  name,
  detail,
  children,
}: {
  readonly name: string;
  readonly detail: ComponentChildren;
  readonly children: ComponentChildren;
}) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        {children}
        <span class="detail">{detail}</span>
      </dd>
    </div>
  );
}

export function Section({
  id,
  title,
  note,
  children,
}: {
  readonly id: string;
  readonly title: string;
  readonly note?: string;
  readonly children: ComponentChildren;
}) {
  return (
    <section id={id} aria-labelledby={`${id}-title`} tabIndex={-1}>
      <h2 id={`${id}-title`}>
        {title}
        {note === undefined ? null : <small>{note}</small>}
      </h2>
      {children}
    </section>
  );
}

export function Settings({ settings }: { readonly settings: readonly Setting[] }) {
  if (settings.length === 0) return <span class="none">none</span>;
  return (
    <ul class="settings">
      {settings.map(({ name, value, sensitive }) => (
        <li key={name}>
          <span class="name">{name}</span>
          {value === null ? null : <span class="equals">=</span>}
          {sensitive && value !== null ? <span class="masked">{maskText(value)}</span> : <span>{value}</span>}
        </li>
      ))}
    </ul>
  );
}

/** `(sensitive, sha256:1a2b3c)`, shorter: equal secrets have equal digits. */
function maskText(value: string): string {
  return value.replace(/^\(sensitive, sha256:(\w+)\)$/, "sensitive #$1");
}

/** Who made a change, as AWS's audit log has it; it says so minutes later. */
export function Who({ actor, now }: { readonly actor: Condition["actor"]; readonly now: number }) {
  if (actor === undefined) return null;
  return (
    <p class="said">
      by <code>{actor.arn}</code> with {actor.event}
      {actor.sourceIp === undefined ? "" : ` from ${actor.sourceIp}`}, <Ago at={actor.time} now={now} />
    </p>
  );
}

/** What was declared and what was found in its place. */
export function Changes({ changes = [] }: Pick<Condition, "changes">) {
  if (changes.length === 0 || changes.every(({ desired, live }) => desired === undefined && live === undefined)) return null;
  return (
    <dl class="changes">
      {changes.map(({ path, desired, live }) => (
        <div key={path}>
          <dt>{path}</dt>
          <dd>
            <span class="side">declared</span> <ins>{desired ?? "not set"}</ins> <span class="side">found</span>{" "}
            <del>{live ?? "not set"}</del>
          </dd>
        </div>
      ))}
    </dl>
  );
}
