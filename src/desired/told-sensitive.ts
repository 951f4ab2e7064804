/**
 * What a file's author calls sensitive, by the names of the members. Read from the text and not from the document, for a
 * file that does not parse has secrets too: rather a value too many is masked than one too few.
 */

export type ToldSensitive = (name: string) => boolean;

const MEMBER = /\b(?:environment|variables)\.([\w.-]+)/g;
/** An item of a list that names a whole map: `[environment]`, `- variables`. */
const WHOLE_MAP = /(?:^\s*-\s+|[[,]\s*)["']?(?:environment|variables)["']?\s*(?:$|[,\]#])/m;

export function toldSensitive(text: string): ToldSensitive {
  if (WHOLE_MAP.test(text)) return () => true;
  const names = new Set([...text.matchAll(MEMBER)].map(([, name]) => name));
  return (name) => names.has(name);
}
