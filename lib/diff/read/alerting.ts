import type { Matcher } from "../../alerting/matchers.ts";
import type { InhibitRule, Receiver, RootRoute } from "../../model/alerting.ts";
import { isObject, type Json, objectsOf, textOf, without } from "../json.ts";
import type { AlertingFacts } from "../snapshot.ts";

/**
 * An Alertmanager configuration in the words of lib/alerting, so that routes can be followed.
 * @param templates of the messages, by name
 */
export function alertingOf(config: Json, templates?: Readonly<Record<string, string>>): AlertingFacts {
  const receivers = objectsOf(config.receivers);
  return {
    route: inOurWords(config.route) as RootRoute,
    receivers: Object.fromEntries(
      receivers.map(({ name, ...configs }) => [textOf(name), inOurWords(configs) as Receiver]),
    ),
    inhibitRules: objectsOf(config.inhibit_rules).map((rule) => inOurWords(rule) as unknown as InhibitRule),
    ...(templates && {
      messages: { global: config.global, receivers: byName(receivers), templates },
    }),
  };
}

const byName = (receivers: readonly Json[]): Json =>
  Object.fromEntries(receivers.map((receiver) => [textOf(receiver.name), without(receiver, "name")]));

/** snake_case to camelCase, matchers from their text, secrets by the name of their file. */
function inOurWords(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOurWords);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => {
      if (key === "matchers" || key.endsWith("_matchers")) return [camelCase(key), matchersOf(inner)];
      if (key.endsWith("_file")) return [camelCase(key), textOf(inner).split("/").at(-1)];
      return [camelCase(key), inOurWords(inner)];
    }),
  );
}

const camelCase = (key: string): string => key.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());

const matcherText = /^\s*"?(?<label>[^=!~"]+?)"?\s*(?<op>=~|!~|!=|=)\s*(?<value>.*?)\s*$/s;

const matchersOf = (texts: unknown): Matcher[] =>
  (Array.isArray(texts) ? texts : []).flatMap((text) => {
    const { label, op, value } = matcherText.exec(textOf(text))?.groups ?? {};
    return label === undefined ? [] : [{ label, op: op as Matcher["op"], value: unquoted(value ?? "") }];
  });

const unquoted = (value: string): string =>
  value.startsWith('"') ? value.slice(1, -1).replace(/\\(["\\n])/g, (_, char) => (char === "n" ? "\n" : char)) : value;
