/** Holds the tables to the SDK's schemas: each property is in one row, and each row is about one. Pure. */
import { propertiesOf } from "./properties.ts";
import type { Covered, Row, Rows, ServiceCoverage } from "./row.ts";

export interface Judged {
  readonly property: string;
  readonly row: Row;
}

export interface Judgement {
  readonly resource: Covered;
  readonly judged: readonly Judged[];
  /** What is wrong with the table, a line each. */
  readonly problems: readonly string[];
}

export function judge({ client, common }: ServiceCoverage, resource: Covered): Judgement {
  const written = resource.operations.flatMap((operation) => propertiesOf(client, operation, "input"));
  const patched = resource.patched === undefined ? [] : propertiesOf(client, resource.patched, "output");
  const properties = [...new Set([...written, ...patched])];
  const found = properties.map((property) => [property, rowOf(property, resource.rows) ?? rowOf(property, common)] as const);
  const stray = Object.keys(resource.rows).filter((key) => !properties.some((property) => isAbout(key, property)));
  return {
    resource,
    judged: found.flatMap(([property, row]) => (row === undefined ? [] : [{ property, row }])),
    problems: [
      ...found.flatMap(([property, row]) => (row === undefined ? [`${resource.name}: ${property} is in no row`] : [])),
      ...stray.map((key) => `${resource.name}: the SDK knows no ${key}`),
      ...Object.entries(resource.rows).flatMap(([key, row]) =>
        row.is === "supported" && key.endsWith(BELOW) ? [`${resource.name}: ${key} supports more than one property`] : [],
      ),
    ],
  };
}

const BELOW = ".**";

function rowOf(property: string, rows: Rows): Row | undefined {
  const key = Object.keys(rows).find((one) => isAbout(one, property));
  return key === undefined ? undefined : rows[key];
}

function isAbout(key: string, property: string): boolean {
  return key === property || (key.endsWith(BELOW) && property.startsWith(key.slice(0, -BELOW.length)));
}
