/** The path of a field as people and scripts read it: `variables.LAMBDA_ALIAS`, `routes["PUT /upload"].apiKeyRequired`. */
export function renderPath(keys: readonly string[]): string {
  let path = "";
  for (const key of keys) path += renderKey(key, path === "");
  return path;
}

function renderKey(key: string, first: boolean): string {
  if (!/^[A-Za-z_][\w-]*$/.test(key)) return `[${JSON.stringify(key)}]`;
  return first ? key : `.${key}`;
}
