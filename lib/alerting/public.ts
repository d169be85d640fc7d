// The public face of alerting: what a project needs to say who is told of what, and to ask it.

export type * from "../model/alerting.ts";
export { inhibitionOf } from "./inhibit.ts";
export { is, isNot, type Labels, type Matcher } from "./matchers.ts";
export { routesFor } from "./route.ts";
export { toldOf } from "./told.ts";
