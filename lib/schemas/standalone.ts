import standaloneCode from "ajv/dist/standalone/index.js";
import { allIds, compiler } from "./compile.ts";

/** A CommonJS module with the exports of `validators.ts`, in which every schema is compiled. */
export function validatorsModule(): string {
  const ids = Object.fromEntries(allIds().map((id) => [id, id]));
  return `${standaloneCode.default(compiler({ source: true }), ids)}
exports.errorsIn = (id, value) => {
  const validate = exports[id];
  if (!validate) throw new Error("no schema for " + id + ": run \`npm run schemas\`");
  return validate(value) ? [] : validate.errors;
};
`;
}
