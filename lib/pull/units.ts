import * as units from "@grafana/grafana-foundation-sdk/units";
import { stringLiteral } from "../source/text.ts";

/** The SDK's name of each of Grafana's units; of several names the first. Modules carry other things beside. */
const names = new Map<string, string>();
for (const [name, id] of Object.entries(units))
  if (/^[A-Z]/.test(name) && typeof id === "string" && !names.has(id)) names.set(id, name);
const known = new Set(names.values());

/** A unit by its name, or in quotes where it has none. */
export const unitCode = (id: string): string => names.get(id || "none") ?? stringLiteral(id);

/** Whether a word of code is a unit's name. */
export const isUnitName = (name: string): boolean => known.has(name);
