// The shape of what Alertmanager reads, from the types of its definitions.
// `npm run schemas` turns it into JSON Schema, and its fields into Alertmanager's snake_case.
import type {
  EmailConfig,
  Global,
  InhibitRule,
  PagerdutyConfig,
  Route,
  SlackConfig,
  WebhookConfig,
} from "../model/alerting.ts";

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

interface SlackDocument extends Omit<SlackConfig, "channel"> {
  /** @pattern ^# */
  channel: string;
}

/** `alertmanager/alertmanager.yml` */
export interface AlertmanagerConfig {
  global: Global;
  templates: string[];
  route: RouteDocument;
  inhibitRules: InhibitRuleDocument[];
  receivers: {
    /** @minLength 1 */
    name: string;
    emailConfigs?: EmailConfig[];
    slackConfigs?: SlackDocument[];
    pagerdutyConfigs?: PagerdutyConfig[];
    webhookConfigs?: WebhookConfig[];
  }[];
}
