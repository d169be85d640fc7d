import type { ErrorObject } from "ajv";

/** Validates a value by a part of the schema, by reference: `#/definitions/AlertRule`. */
export type Judge = (ref: string, value: unknown) => readonly ErrorObject[];

/**
 * Of a value that fits no alternative, only the errors of the nearest one.
 * @param errors of Ajv in verbose mode: those of the alternatives, then that of their choice
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

/** Unknown fields identify the wrong alternative better than the number of errors. */
const unknownFields = (errors: readonly ErrorObject[]): number =>
  errors.filter(({ keyword }) => keyword === "additionalProperties").length;
