/** Whether a pattern of EventBridge lets an event through ("Amazon EventBridge event patterns"): the operators that we use. */

type Json = unknown;

export function lets(pattern: Json, event: Json): boolean {
  if (!isObject(pattern)) throw new Error("a pattern is an object");
  return Object.entries(pattern).every(([name, asked]) => {
    if (name === "$or") return listOf(asked).some((one) => lets(one, event));
    const value = isObject(event) ? event[name] : undefined;
    return Array.isArray(asked) ? asked.some((one) => fits(one, value)) : lets(asked, value);
  });
}

/** Operators but `exists` are of what is there. */
function fits(asked: Json, value: Json): boolean {
  if (!isObject(asked)) return asked === value;
  const [[operator, operand] = ["", undefined]] = Object.entries(asked);
  if (operator === "exists") return (value !== undefined) === operand;
  if (typeof value !== "string") return false;
  if (operator === "prefix") return value.startsWith(String(operand));
  if (operator === "wildcard") return wildcard(String(operand)).test(value);
  if (operator === "anything-but") return !listOf(operand).some((one) => fits(one, value));
  throw new Error(`the operator ${operator} is not known`);
}

function wildcard(text: string): RegExp {
  return new RegExp(
    `^${text
      .split("*")
      .map((part) => part.replaceAll(/[^\w]/g, "\\$&"))
      .join(".*")}$`,
  );
}

function listOf(value: Json): readonly Json[] {
  return Array.isArray(value) ? value : [value];
}

function isObject(value: Json): value is Readonly<Record<string, Json>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
