import type { ErrorObject } from "ajv";
import { compiler } from "./compile.ts";

// A bundle has the validators themselves in place of this module, made when it is made: `bundle.js`.

const ajv = compiler({ source: false });

/** Errors of a value, all of them. @param id such as `RuleFile#/definitions/RuleFile` */
export function errorsIn(id: string, value: unknown): readonly ErrorObject[] {
  const validate = ajv.getSchema(id);
  if (!validate) throw new Error(`no schema for ${id}: run \`npm run schemas\``);
  return validate(value) ? [] : (validate.errors ?? []);
}
