import { alertLabels, renderLabels, renderText, sampleOf } from "../alerting/labels.ts";
import { fieldsOf, type MessageField, templateFilesOf, withRouteLabels } from "../alerting/messages.ts";
import { type NotifiedAlert, notificationData, notificationsFor } from "../alerting/routing.ts";
import { alertAnnotations } from "../emit/rules.ts";
import type { Alerting } from "../model/alerting.ts";
import type { Alert, Model } from "../model/model.ts";
import {
  canMessageFail,
  type MessageTemplates,
  messageProblems,
  readMessageTemplates,
  renderMessage,
} from "../templates/message-templates.ts";
import { alertsOf, type Check, type Finding } from "./check.ts";

/** Both checks that render messages read the same templates: they are parsed once. */
const parsed = new WeakMap<Alerting, MessageTemplates>();

function templatesOf(alerting: Alerting): MessageTemplates {
  const known = parsed.get(alerting) ?? readMessageTemplates(templateFilesOf(alerting));
  parsed.set(alerting, known);
  return known;
}

const pathTo = (receiver: string, { path }: MessageField): string[] => [
  "receivers",
  receiver,
  ...path.filter((part) => !/^\d+$/.test(part)),
];

const messageTemplate: Check = {
  name: "message-template",
  description:
    "Alertmanager refuses a template file that it cannot parse, and sends nothing where a receiver's text is wrong.",
  *find({ alerting }) {
    if (!alerting) return;
    const { file, definition } = alerting;
    const templates = templatesOf(definition);
    for (const { file: name = "", message, hint, from, to } of templates.refused) {
      const text = templateFilesOf(definition)[name] ?? "";
      yield { file, path: ["templates", name], message, ...(hint && { hint }), expression: { text, from, to } };
    }
    if (templates.refused.length > 0) return;
    for (const [receiver, each] of Object.entries(definition.receivers))
      for (const field of fieldsOf(each))
        for (const { message, hint, from, to } of messageProblems(templates, field.text, field.isHtml))
          yield {
            file,
            path: pathTo(receiver, field),
            message,
            ...(hint && { hint }),
            expression: { text: field.text, from, to },
          };
  },
};

/** A text of a receiver as it is sent for an alert. */
interface Rendered {
  readonly rule: Alert;
  readonly receiver: string;
  readonly field: MessageField;
  readonly text: string;
}

interface Unrendered extends Omit<Rendered, "text"> {
  readonly problem: string;
}

const messages = new WeakMap<Model, readonly (Rendered | Unrendered)[]>();

/** Every text that is sent for every alert, while it fires and when it is over, if it can be wrong for one of them. */
function messagesOf(model: Model): readonly (Rendered | Unrendered)[] {
  const known = messages.get(model) ?? Array.from(renderAll(model));
  messages.set(model, known);
  return known;
}

function* renderAll(model: Model): Generator<Rendered | Unrendered> {
  const alerting = model.alerting?.definition;
  const templates = alerting && templatesOf(alerting);
  if (!alerting || !templates || templates.refused.length > 0) return;
  const fields = new Map(
    Object.entries(alerting.receivers).map(([name, receiver]) => [name, fieldsIn(templates, receiver)]),
  );
  for (const { rule } of alertsOf(model)) {
    const firing = firingAlert(rule, model);
    const alerts = [firing, { ...firing, status: "resolved" }] as const;
    for (const { route } of notificationsFor(alerting, firing.labels))
      for (const alert of alerts) {
        const url = model.stack.alertmanager?.ui ?? "";
        const data = withRouteLabels(
          notificationData(route.receiver, route.groupBy, [alert], url),
          route.labels,
          templates,
        );
        // Receivers often have one text several times: as a title, as a fallback, for several addresses.
        const texts = new Map<string, ReturnType<typeof renderMessage>>();
        for (const field of fields.get(route.receiver) ?? []) {
          const key = `${field.isHtml}${field.text}`;
          const rendered = texts.get(key) ?? renderMessage(templates, field.text, data, field.isHtml);
          texts.set(key, rendered);
          const place = { rule, receiver: route.receiver, field };
          yield typeof rendered === "string" ? { ...place, text: rendered } : { ...place, problem: rendered.message };
        }
      }
  }
}

/**
 * Without the texts that fail for every alert, which another check reports, and without those that need no rendering:
 * nothing is wrong with them whatever they say, and they cannot fail.
 */
const fieldsIn = (templates: MessageTemplates, receiver: Alerting["receivers"][string]): MessageField[] =>
  fieldsOf(receiver).filter((field) => {
    const { text, isHtml } = field;
    if (messageProblems(templates, text, isHtml).length > 0) return false;
    return field.limit !== undefined || hasRules(field) || canMessageFail(templates, text, isHtml);
  });

/** Whether a service takes only some texts in the field. */
const hasRules = (field: MessageField): boolean => isPagerdutySeverity(field) || isMailHeader(field);

const isPagerdutySeverity = ({ channel, path }: MessageField): boolean =>
  channel === "pagerduty" && path.length === 3 && path[2] === "severity";

const isMailHeader = ({ channel, path }: MessageField): boolean => channel === "email" && path[2] === "headers";

/** The alert as its first example says, with a number in place of its value. */
function firingAlert(rule: Alert, model: Model): NotifiedAlert {
  const sample = sampleOf(rule);
  const annotations = Object.entries(alertAnnotations(rule, model)).map(([name, text]) => [
    name,
    renderText(text, sample),
  ]);
  return {
    status: "firing",
    labels: { ...sample.labels, ...renderLabels(alertLabels(rule), sample), alertname: rule.alert },
    annotations: Object.fromEntries(annotations),
    startsAt: "2026-01-01T00:00:00Z",
    endsAt: "2026-01-01T01:00:00Z",
    generatorURL: `${sample.externalURL}/graph`,
  };
}

/** One finding for each field of a receiver, with the first alert that shows it. */
function* onePerField<T extends Rendered | Unrendered>(
  model: Model,
  found: readonly T[],
  finding: (each: T) => Omit<Finding, "file" | "path">,
): Generator<Finding> {
  const seen = new Set<string>();
  for (const each of found) {
    const path = pathTo(each.receiver, each.field);
    if (seen.has(path.join())) continue;
    seen.add(path.join());
    yield { file: model.alerting?.file ?? "", path, ...finding(each) };
  }
}

const messageFailure: Check = {
  name: "message-failure",
  description: "A message that cannot be rendered for an alert is never sent.",
  *find(model) {
    const failed = messagesOf(model).filter((each): each is Unrendered => "problem" in each);
    yield* onePerField(model, failed, ({ rule, field, problem }) => ({
      message: `nothing is sent by ${field.channel} to ${field.to} for ${rule.alert}: ${problem}`,
      hint: "make the template work for every alert that the receiver gets",
    }));
  },
};

const lengthOf = (text: string, of: "characters" | "bytes"): number =>
  of === "bytes" ? new TextEncoder().encode(text).length : [...text].length;

const messageLimit: Check = {
  name: "message-limit",
  description: "A service cuts a text that is too long, or refuses the message.",
  severity: "warning",
  *find(model) {
    const tooLong = messagesOf(model).filter(
      (each): each is Rendered =>
        "text" in each &&
        each.field.limit !== undefined &&
        lengthOf(each.text, each.field.limit.of) > each.field.limit.most,
    );
    yield* onePerField(model, tooLong, ({ rule, field: { limit, channel }, text }) => ({
      message: `${lengthOf(text, limit?.of ?? "characters")} ${limit?.of} for ${rule.alert}: ${channel} ${limit?.beyond === "cut" ? "gets" : "takes"} ${limit?.most} at most`,
      hint: limit?.beyond === "cut" ? "shorten it: the rest is cut" : "shorten it: a longer one is refused",
    }));
  },
};

const severities = ["critical", "error", "warning", "info"];

const messageValue: Check = {
  name: "message-value",
  description:
    "PagerDuty refuses an event of another severity, and a line break in a mail's subject ends the mail's headers.",
  *find(model) {
    const rendered = messagesOf(model).filter((each): each is Rendered => "text" in each);
    const isBad = ({ field, text }: Rendered) =>
      isPagerdutySeverity(field) ? !severities.includes(text) : isMailHeader(field) && /[\r\n]/.test(text.trim());
    yield* onePerField(model, rendered.filter(isBad), ({ rule, field, text }) => ({
      message: `it is ${JSON.stringify(text)} for ${rule.alert}`,
      hint:
        field.channel === "email"
          ? "write it on one line, with {{- and -}}"
          : `it must be one of ${severities.join(", ")}`,
    }));
  },
};

const slackActions: Check = {
  name: "message-buttons",
  description: "Slack shows five buttons of a message at most.",
  *find({ alerting }) {
    for (const [name, { slackConfigs = [] }] of Object.entries(alerting?.definition.receivers ?? {}))
      for (const { actions = [] } of slackConfigs)
        if (actions.length > 5)
          yield {
            file: alerting?.file ?? "",
            path: ["receivers", name, "slackConfigs", "actions"],
            message: `${actions.length} buttons, 5 at most`,
            hint: "remove some",
          };
  },
};

export const templateName: Check = {
  name: "template-name",
  description: "A template becomes a file, and a key of a ConfigMap: with another name, Alertmanager does not find it.",
  *find({ alerting }) {
    for (const name of Object.keys(alerting?.definition.templates ?? {}))
      if (!/^[\w-][\w.-]{0,240}$/.test(name))
        yield {
          file: alerting?.file ?? "",
          path: ["templates", name],
          message: `"${name}" is no name of a file`,
          hint: "name it with letters, digits, - and _",
        };
  },
};

/** Checks of what receivers send. */
export const messageChecks: readonly Check[] = [
  messageTemplate,
  messageFailure,
  messageLimit,
  messageValue,
  slackActions,
];
