import { validatorOf } from "./compile.ts";
import schemas from "./kubernetes.json" with { type: "json" };

// A bundle has the compiled validators in place of this module: see compile.ts.

export const errorsIn = validatorOf(schemas);
