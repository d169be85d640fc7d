import type { Model } from "../model/model.ts";
import { type Check, inConfig, type Where } from "./check.ts";
import { routesOf } from "./routing.ts";

// Names and labels that Prometheus, Alertmanager or Kubernetes refuse.

const labelName: Check = {
  name: "label-name",
  description:
    "Prometheus refuses a rule that sets the metric's name by a label, and other names than letters, digits and _ are not portable.",
  *find(model) {
    for (const { names, where } of labelsOf(model))
      for (const name of names)
        if (name === "__name__")
          yield { ...where, message: "the label __name__ is the metric's name", hint: "choose another name" };
        else if (!/^[A-Za-z_]\w*$/.test(name))
          yield {
            ...where,
            message: `"${name}" is no name of a label`,
            hint: "name it with letters, digits and _, such as `data_center`",
          };
  },
};

function* labelsOf({ rules, logAlerts, settings }: Model): Generator<{ names: readonly string[]; where: Where }> {
  for (const { file, definition } of [...rules, ...logAlerts])
    for (const rule of definition.rules) {
      const path = ["alert" in rule ? rule.alert : rule.record];
      yield { names: Object.keys(rule.labels ?? {}), where: { file, path: [...path, "labels"] } };
      if ("alert" in rule)
        yield { names: Object.keys(rule.annotations ?? {}), where: { file, path: [...path, "annotations"] } };
    }
  yield { names: Object.keys(settings.prometheus.externalLabels), where: inConfig("prometheus", "externalLabels") };
  yield { names: settings.identityLabels, where: inConfig("identityLabels") };
}

const routeGroupByForm: Check = {
  name: "route-group-by-form",
  description: 'Alertmanager refuses a label twice in groupBy, an empty one, and "..." beside others.',
  *find(model) {
    for (const { route, where } of routesOf(model)) {
      const own: readonly string[] = route.groupBy;
      const place = { ...where, path: [...where.path, "groupBy"] };
      const twice = own.find((label, i) => own.indexOf(label) < i);
      if (twice !== undefined) yield { ...place, message: `"${twice}" stands there twice`, hint: "remove one" };
      if (own.includes("")) yield { ...place, message: "a label is empty", hint: "remove it" };
      if (own.includes("...") && own.length > 1)
        yield { ...place, message: '"..." means every label, and others stand beside it', hint: 'write ["..."] alone' };
    }
  },
};

const templateName: Check = {
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

const kubernetesName: Check = {
  name: "kubernetes-name",
  description:
    "Kubernetes refuses names and labels that are longer than 63 characters, or have others than its own; Helm refuses releases of more than 53.",
  *find({ settings }) {
    const { namespace, release, grafanaLabels } = settings.kubernetes;
    if (namespace.length > 63)
      yield {
        ...inConfig("kubernetes", "namespace"),
        message: `it has ${namespace.length} characters of 63`,
        hint: "shorten it",
      };
    if (release.length > 53)
      yield {
        ...inConfig("kubernetes", "release"),
        message: `it has ${release.length} characters of 53`,
        hint: "shorten it",
      };
    for (const [label, value] of Object.entries(grafanaLabels)) {
      const [, prefix, name = label] = /^([a-z0-9.-]{1,253})\/(.*)$/.exec(label) ?? [];
      const isName = labelForm.test(prefix === undefined ? label : name) && label !== "";
      if (!isName || !labelForm.test(value))
        yield {
          ...inConfig("kubernetes", "grafanaLabels"),
          message: `${label}: "${value}" is no label of Kubernetes`,
          hint: "up to 63 letters, digits, - _ and ., with a letter or digit at both ends",
        };
    }
  },
};

/** Source: https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/ */
const labelForm = /^(?:[A-Za-z0-9](?:[\w.-]{0,61}[A-Za-z0-9])?)?$/;

/** Checks of names that a server refuses. */
export const nameChecks: readonly Check[] = [labelName, routeGroupByForm, templateName, kubernetesName];
