/** Text for XML: what the SDK's serializers do not write because it is no member of any schema. */

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&apos;" };

export function escapeXml(text: string): string {
  // Control characters other than tab, line feed and carriage return have no form in XML 1.0; AWS writes references.
  return text.replace(/[&<>"']/g, (char) => ENTITIES[char] ?? char).replace(/\r/g, "&#13;");
}

/** `<Name>text</Name>` for each entry, in order. */
export function xmlElements(values: Readonly<Record<string, unknown>>): string {
  return Object.entries(values)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `<${name}>${escapeXml(String(value))}</${name}>`)
    .join("");
}
