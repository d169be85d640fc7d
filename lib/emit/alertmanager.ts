import { formatMatcher } from "../alerting/matchers.ts";
import { isFileField } from "../alerting/receivers.ts";
import type { Alerting, InhibitRule, Route } from "../model/alerting.ts";
import { type Emitter, stamp, yamlFile } from "./emit.ts";

/** `alertmanager/alertmanager.yml` and the templates of its messages. */
export const emitAlertmanager: Emitter = ({ alerting }, { delivery }) => {
  if (!alerting) return [];
  const { file, definition } = alerting;
  const { secretsFolder, global } = { ...definition, ...delivery };
  const delivered = { ...definition, secretsFolder, global: { ...definition.global, ...global } };
  return [
    yamlFile("alertmanager/alertmanager.yml", file, configuration(delivered)),
    ...Object.entries(definition.templates).map(([name, text]) => ({
      path: `alertmanager/templates/${name}.tmpl`,
      source: file,
      text: templateText(file, text),
    })),
  ];
};

/** A template of messages as Alertmanager reads it. */
export const templateText = (source: string, text: string): string =>
  `{{/* ${stamp(source, "").trim()} */}}\n${text.trimStart()}`;

function configuration({ global, receivers, route, inhibitRules, secretsFolder }: Alerting) {
  const inWire = (value: object) => wire(value, secretsFolder) as object;
  return {
    global: inWire(global),
    templates: ["templates/*.tmpl"],
    route: routeYaml(route),
    inhibit_rules: inhibitRules.map(inhibitRuleYaml),
    receivers: Object.entries(receivers).map(([name, { raw, ...receiver }]) => ({ name, ...inWire(receiver), ...raw })),
  };
}

const routeYaml = ({ title: _, matchers, routes, ...rest }: Route): object => ({
  ...(matchers && { matchers: matchers.map(formatMatcher) }),
  ...(wire(rest) as object),
  ...(routes && { routes: routes.map(routeYaml) }),
});

const inhibitRuleYaml = ({ name, sourceMatchers, targetMatchers, equal }: InhibitRule) => ({
  name,
  source_matchers: sourceMatchers.map(formatMatcher),
  target_matchers: targetMatchers.map(formatMatcher),
  equal,
});

/** Fields whose keys are not Alertmanager's. */
const verbatim = new Set(["attributes", "customFields", "details", "fields", "headers", "labels", "payload"]);

/** Alertmanager's spelling of a definition: snake_case keys, and secrets by the path of their file. */
function wire(value: unknown, secretsFolder = ""): unknown {
  if (Array.isArray(value)) return value.map((item) => wire(item, secretsFolder));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => {
      if (isFileField(key)) return [snakeCase(key), `${secretsFolder}/${inner}`];
      return [snakeCase(key), verbatim.has(key) ? inner : wire(inner, secretsFolder)];
    }),
  );
}

/** Alertmanager's spelling of a field: `group_wait` for `groupWait`. */
export const snakeCase = (camelCase: string): string =>
  camelCase.replace(/[A-Z]/g, (upper) => `_${upper.toLowerCase()}`);
