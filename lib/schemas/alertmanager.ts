// The shape of what Alertmanager reads, from the types of its definitions.
// `npm run schemas` turns it into JSON Schema, and its fields into Alertmanager's snake_case.
import type { Global, InhibitRule, Route } from "../model/alerting.ts";

/** @pattern ^[a-zA-Z_][a-zA-Z0-9_]*(=|!=|=~|!~)".*"$ */
type MatcherText = string;
/** @pattern ^([0-9]+(ms|s|m|h|d|w|y))+$ */
type Duration = string;
type Timing = "groupWait" | "groupInterval" | "repeatInterval";

interface RouteDocument extends Omit<Route, Timing | "receiver" | "matchers" | "routes" | "title"> {
  receiver?: string;
  matchers?: MatcherText[];
  routes?: RouteDocument[];
  groupWait?: Duration;
  groupInterval?: Duration;
  repeatInterval?: Duration;
}

interface InhibitRuleDocument extends Omit<InhibitRule, "sourceMatchers" | "targetMatchers"> {
  sourceMatchers: MatcherText[];
  targetMatchers: MatcherText[];
}

/** The definition's fields have a schema of their own, and `raw` may have added others. */
interface ReceiverDocument {
  /** @minLength 1 */
  name: string;
  [field: string]: unknown;
}

/** `alertmanager/alertmanager.yml` */
export interface AlertmanagerConfig {
  global: Global;
  templates: string[];
  route: RouteDocument;
  inhibitRules: InhibitRuleDocument[];
  receivers: ReceiverDocument[];
}
