/**
 * Schemas for the protocol's other half: a request is to a server what a response is to a client.
 * Members bound to the URI have no counterpart there. A request's are read apart from its body ("drop"); a response has
 * none, yet API Gateway reuses shapes that carry such bindings (`position`), and there they belong in the body ("inline").
 */
import type { NormalizedSchema } from "@smithy/core/schema";
import type { $SchemaRef, SchemaTraitsObject } from "@smithy/types";

export function mirror(schema: NormalizedSchema, uriBound: "drop" | "inline"): unknown {
  const tuple: unknown = schema.getSchema();
  if (!schema.isStructSchema() || !Array.isArray(tuple)) return tuple;
  const [id, namespace, name, traits, , references] = tuple;
  const members = [...schema.structIterator()].map(([memberName, member], index) => ({
    memberName,
    reference: references[index],
    uriBound: isUriBound(member.getMergedTraits()),
  }));
  const kept = members.filter((member) => uriBound === "inline" || !member.uriBound);
  return [
    id,
    namespace,
    name,
    traits,
    kept.map((member) => member.memberName),
    kept.map((member) => (member.uriBound ? unbind(member.reference) : member.reference)),
    0,
  ];
}

function isUriBound(traits: SchemaTraitsObject): boolean {
  return Boolean(traits.httpLabel || traits.httpQuery || traits.httpQueryParams);
}

/** A member's reference is its target, or the pair of its target and its own traits. */
function unbind(reference: $SchemaRef): unknown {
  if (!Array.isArray(reference) || reference.length !== 2) return reference;
  const [target, traits] = reference;
  if (typeof traits !== "object" || traits === null) return [target, 0];
  const { httpLabel: _label, httpQuery: _query, httpQueryParams: _params, ...rest } = traits as SchemaTraitsObject;
  return [target, rest];
}
