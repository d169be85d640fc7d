// The shape of what Alertmanager reads; `npm run schemas` turns it into JSON Schema.
// Source: https://prometheus.io/docs/alerting/latest/configuration/

/** @pattern ^([0-9]+(ms|s|m|h|d|w|y))+$ */
type Duration = string;
/** @pattern ^[a-zA-Z_][a-zA-Z0-9_]*(=|!=|=~|!~)".*"$ */
type Matcher = string;
/**
 * Alertmanager expands no variables: a secret's file is a path.
 * @pattern ^/[^$]+$
 */
type SecretFile = string;

/** `alertmanager/alertmanager.yml` */
export interface AlertmanagerConfig {
  global: Global;
  templates: string[];
  route: Route;
  inhibit_rules: InhibitRule[];
  receivers: Receiver[];
}

interface Global {
  /** @pattern ^[^:]+:[0-9]+$ */
  smtp_smarthost: string;
  smtp_from: string;
  smtp_auth_username?: string;
  smtp_auth_password_file?: SecretFile;
  smtp_require_tls?: boolean;
  slack_api_url_file: SecretFile;
  pagerduty_url?: string;
}

interface Route {
  receiver?: string;
  matchers?: Matcher[];
  group_by?: string[];
  group_wait?: Duration;
  group_interval?: Duration;
  repeat_interval?: Duration;
  continue?: boolean;
  routes?: Route[];
}

interface InhibitRule {
  name: string;
  source_matchers: Matcher[];
  target_matchers: Matcher[];
  equal: string[];
}

interface Receiver {
  /** @minLength 1 */
  name: string;
  email_configs?: EmailConfig[];
  slack_configs?: SlackConfig[];
  pagerduty_configs?: PagerdutyConfig[];
  webhook_configs?: WebhookConfig[];
}

interface EmailConfig {
  to: string;
  send_resolved?: boolean;
  headers?: Record<string, string>;
  html?: string;
  text?: string;
}

interface SlackConfig {
  /** @pattern ^# */
  channel: string;
  send_resolved?: boolean;
  title?: string;
  title_link?: string;
  text?: string;
  fallback?: string;
  color?: string;
  fields?: { title: string; value: string; short?: boolean }[];
  actions?: { type: "button"; text: string; url: string }[];
  mrkdwn_in?: ("pretext" | "text" | "fields")[];
}

interface PagerdutyConfig {
  routing_key_file: SecretFile;
  send_resolved?: boolean;
  description?: string;
  severity?: string;
  class?: string;
  component?: string;
  group?: string;
  client?: string;
  client_url?: string;
  details?: Record<string, string>;
  links?: { href: string; text: string }[];
}

interface WebhookConfig {
  url_file: SecretFile;
  send_resolved?: boolean;
}
