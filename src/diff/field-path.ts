/** The path of a field as people and scripts read it: `variables.LAMBDA_ALIAS`, `routes["PUT /upload"].apiKeyRequired`. */
export function renderPath(keys: readonly string[]): string {
  return keys.map((key, index) => renderKey(key, index === 0)).join("");
}

function renderKey(key: string, first: boolean): string {
  if (!/^[A-Za-z_][\w-]*$/.test(key)) return `[${JSON.stringify(key)}]`;
  return first ? key : `.${key}`;
}
