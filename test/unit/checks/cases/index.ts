import { conditionCases } from "./conditions.ts";
import { panelCases } from "./panels.ts";
import type { Tables } from "./table.ts";

/** What checks refuse and accept beside their examples, by the check's name. */
export const cases: Tables = { ...conditionCases, ...panelCases };
