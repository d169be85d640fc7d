/** An object of JSON whose fields are not known. */
export type Json = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The value if it is an object, else an empty one. */
export const objectOf = (value: unknown): Json => (isObject(value) ? value : {});

/** The objects of a list; nothing if it is no list. */
export const objectsOf = (value: unknown): readonly Json[] => (Array.isArray(value) ? value.filter(isObject) : []);

/** The value as text; empty if there is none. What is no text where one belongs is told as JSON. */
export const textOf = (value: unknown): string =>
  value === undefined || value === null ? "" : typeof value === "object" ? JSON.stringify(value) : String(value);

/** An object without some of its fields. */
export const without = (object: Json, ...fields: readonly string[]): Json =>
  Object.fromEntries(Object.entries(object).filter(([field]) => !fields.includes(field)));

/** Whether a setting of a dashboard says as little as none: Grafana's exports are full of empty texts, lists and objects. */
export const saysNothing = (value: unknown): boolean =>
  value === undefined ||
  value === null ||
  value === "" ||
  (Array.isArray(value) ? value.length === 0 : isObject(value) && Object.keys(value).length === 0);
