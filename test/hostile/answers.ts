/**
 * Every way in which one member of an answer of AWS can be other than its model says: left out, null, or of another type.
 * Values of the right type are never changed: those are what AWS says, and to be believed.
 */

/** What stands at a place now, and what is put there instead; `undefined`: nothing. */
export interface Distortion {
  readonly what: string;
  readonly body: string;
}

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

const OTHER_TYPES: readonly Json[] = ["\u001b[31mtext", 7, true, [], {}, [null], { __proto__: null, length: 1 }];

export function distortionsOf(body: string, contentType: string): readonly Distortion[] {
  if (contentType.includes("json")) return distortedJson(body);
  return contentType.includes("xml") ? distortedXml(body) : [];
}

function distortedJson(body: string): readonly Distortion[] {
  const document = JSON.parse(body) as Json;
  return placesIn(document).flatMap((place) => {
    const now = at(document, place);
    const others = OTHER_TYPES.filter((other) => typeOf(other) !== typeOf(now) || (Array.isArray(other) && other.length === 1));
    // A list without one of its items says nothing wrong: that is how AWS says that it is not there.
    const left = typeof place.at(-1) === "number" ? [] : [undefined];
    return [...left, null, ...others].map((put) => ({
      what: `${place.join(".")}: ${put === undefined ? "left out" : JSON.stringify(put)}`,
      body: JSON.stringify(replaced(document, place, put)),
    }));
  });
}

function typeOf(value: Json): string {
  return Array.isArray(value) ? "array" : value === null ? "null" : typeof value;
}

type Place = readonly (string | number)[];

function placesIn(value: Json, above: Place = []): readonly Place[] {
  if (typeof value !== "object" || value === null) return [];
  const keys = Array.isArray(value) ? value.map((_, index) => index) : Object.keys(value);
  return keys.flatMap((key) => [[...above, key], ...placesIn(at(value, [key]), [...above, key])]);
}

function at(value: Json, place: Place): Json {
  // Places were found in the same document.
  return place.reduce<Json>((inner, key) => (inner as Record<string, Json>)[key] ?? null, value);
}

function replaced(value: Json, [key, ...rest]: Place, put: Json | undefined): Json | undefined {
  if (key === undefined) return put;
  if (Array.isArray(value)) {
    const inner = replaced(value[Number(key)] as Json, rest, put); // inside its length
    return value.with(Number(key), inner ?? null);
  }
  // A place with a key leads through an object.
  const { [key]: old = null, ...others } = value as Record<string, Json>;
  const inner = replaced(old, rest, put);
  return inner === undefined ? others : { ...others, [key]: inner };
}

/** Elements left out, emptied or doubled; and the text cut where each begins. */
function distortedXml(body: string): readonly Distortion[] {
  return [...body.matchAll(/<([A-Za-z][\w:]*)[^>]*?>/g)].flatMap(([open, name = ""], index, all) => {
    const start = all[index]?.index ?? 0;
    const end = body.indexOf(`</${name}>`, start) + name.length + 3;
    if (open.endsWith("/>") || end <= start + name.length + 3) return [];
    const [before, element, after] = [body.slice(0, start), body.slice(start, end), body.slice(end)];
    return [
      { what: `<${name}> at ${start}: left out`, body: before + after },
      { what: `<${name}> at ${start}: emptied`, body: `${before}<${name}/>${after}` },
      {
        what: `<${name}> at ${start}: with another in it`,
        body: `${before}<${name}><constructor>1</constructor></${name}>${after}`,
      },
      { what: `<${name}> at ${start}: said twice`, body: `${before}${element}${element}${after}` },
      { what: `cut before <${name}> at ${start}`, body: before },
    ];
  });
}
