import type { ErrorObject } from "ajv";

/** Holds a value against a part of the schema, by reference: `#/definitions/AlertRule`. */
export type Judge = (ref: string, value: unknown) => readonly ErrorObject[];

/**
 * Of a choice that nothing fits, only what keeps it from its nearest alternative: the others were not meant.
 * @param errors as Ajv tells them when it is verbose: those of the alternatives, then that of their choice
 */
export function nearestErrors(errors: readonly ErrorObject[], judge: Judge): readonly ErrorObject[] {
  const choices = errors.filter(({ keyword }) => keyword === "anyOf");
  const outermost = choices.filter((choice, i) => !choices.slice(i + 1).some((later) => isInside(choice, later)));
  const others = errors.filter((error) => !outermost.some((choice) => isInside(error, choice)));
  return [...others, ...outermost.flatMap((choice) => nearestOf(choice, judge))];
}

const isInside = (error: ErrorObject, choice: ErrorObject): boolean =>
  `${error.instancePath}/`.startsWith(`${choice.instancePath}/`);

function nearestOf(choice: ErrorObject, judge: Judge): readonly ErrorObject[] {
  const refs = (choice.schema as readonly { $ref?: string }[]).flatMap(({ $ref }) => $ref ?? []);
  const attempts = refs.map((ref) => nearestErrors(judge(ref, choice.data), judge));
  const [nearest] = attempts.sort((a, b) => unknownFields(a) - unknownFields(b) || a.length - b.length);
  return nearest?.map((error) => ({ ...error, instancePath: choice.instancePath + error.instancePath })) ?? [choice];
}

/** Fields say what was meant better than how many errors there are. */
const unknownFields = (errors: readonly ErrorObject[]): number =>
  errors.filter(({ keyword }) => keyword === "additionalProperties").length;
