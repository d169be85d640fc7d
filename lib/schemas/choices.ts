import type { ErrorObject } from "ajv";

/** Validates a value by the type of an id: `RuleFile#/definitions/AlertRule`. */
export type Validator = (id: string, value: unknown) => readonly ErrorObject[];

/** All errors of a value; where a part of it fits no alternative, only those of the nearest one. */
export function nearestErrors(id: string, value: unknown, validate: Validator): readonly ErrorObject[] {
  const errors = validate(id, value);
  const choices = errors.filter(({ keyword }) => keyword === "anyOf");
  const outermost = choices.filter((choice, i) => !choices.slice(i + 1).some((later) => isInside(choice, later)));
  const others = errors.filter((error) => !outermost.some((choice) => isInside(error, choice)));
  return [...others, ...outermost.flatMap((choice) => nearestOf(choice, value, validate))];
}

const isInside = (error: ErrorObject, choice: ErrorObject): boolean =>
  `${error.instancePath}/`.startsWith(`${choice.instancePath}/`);

function nearestOf(choice: ErrorObject, value: unknown, validate: Validator): readonly ErrorObject[] {
  const part = valueAt(value, choice.instancePath);
  const ids: readonly string[] = choice.params.alternatives;
  const attempts = ids.map((id) => nearestErrors(id, part, validate));
  const [nearest] = attempts.sort((a, b) => unknownFields(a) - unknownFields(b) || a.length - b.length);
  return nearest?.map((error) => ({ ...error, instancePath: choice.instancePath + error.instancePath })) ?? [choice];
}

/** The part of a value that a JSON pointer names. */
const valueAt = (value: unknown, pointer: string): unknown =>
  pointer
    .split("/")
    .slice(1)
    .reduce((part, key) => (part as Record<string, unknown>)[unescapePointer(key)], value);

const unescapePointer = (key: string): string => key.replaceAll("~1", "/").replaceAll("~0", "~");

/** Unknown fields identify the wrong alternative better than the number of errors. */
const unknownFields = (errors: readonly ErrorObject[]): number =>
  errors.filter(({ keyword }) => keyword === "additionalProperties").length;

/** The id of a document's type, or of a part of it. @param pointer such as `/properties/stat` */
export const idOf = (document: string, pointer = ""): string => `${document}#/definitions/${document}${pointer}`;
