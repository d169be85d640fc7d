import type { Matcher } from "../../alerting/matchers.ts";
import type { InhibitRule, Route } from "../../model/alerting.ts";
import type { Model } from "../../model/model.ts";
import type { Alertmanager, Route as KubernetesRoute } from "../../schemas/kubernetes.ts";
import { templateText } from "../alertmanager.ts";
import type { Emitter } from "../emit.ts";
import { namespaced, objectFile, objectName } from "./objects.ts";
import { kubernetesGlobal, kubernetesReceiver } from "./receivers.ts";

/** The Secret whose keys are named like the secret files of Alertmanager. Who deploys makes it. */
export const alertmanagerSecret = (model: Pick<Model, "settings">): string => objectName(model, "alertmanager");

const configName = (model: Pick<Model, "settings">): string => objectName(model, "routes");
const templatesName = (model: Pick<Model, "settings">): string => objectName(model, "alertmanager-templates");

/**
 * An AlertmanagerConfig and the templates of its messages. It is Alertmanager's whole configuration, named by
 * `alertmanagerConfiguration`: one that is selected would match alerts of its own namespace only.
 */
export const emitAlertmanagerConfig: Emitter = (model) => {
  if (!model.alerting) return [];
  const { file, definition } = model.alerting;
  const secret = alertmanagerSecret(model);
  return [
    objectFile("base/alertmanager/config.yaml", file, {
      apiVersion: "monitoring.coreos.com/v1alpha1",
      kind: "AlertmanagerConfig",
      metadata: namespaced(model, configName(model)),
      spec: {
        route: kubernetesRoute(definition.route),
        receivers: Object.entries(definition.receivers).map(([name, receiver]) =>
          kubernetesReceiver(name, receiver, definition.global, secret),
        ),
        inhibitRules: definition.inhibitRules.map(inhibitRule),
      },
    }),
    objectFile("base/alertmanager/templates.yaml", file, {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: namespaced(model, templatesName(model)),
      data: Object.fromEntries(
        Object.entries(definition.templates).map(([name, text]) => [`${name}.tmpl`, templateText(file, text)]),
      ),
    }),
  ];
};

/** How an Alertmanager object refers to the configuration. */
export function alertmanagerConfiguration(
  model: Model,
): NonNullable<Alertmanager["spec"]["alertmanagerConfiguration"]> | undefined {
  if (!model.alerting) return undefined;
  const { global, templates } = model.alerting.definition;
  return {
    name: configName(model),
    global: kubernetesGlobal(global, alertmanagerSecret(model)),
    templates: Object.keys(templates).map((name) => ({
      configMap: { name: templatesName(model), key: `${name}.tmpl` },
    })),
  };
}

const kubernetesRoute = ({ title: _, matchers, routes, groupBy, ...rest }: Route): KubernetesRoute => ({
  ...rest,
  ...(groupBy && { groupBy: [...groupBy] }),
  ...(matchers && { matchers: matchers.map(kubernetesMatcher) }),
  ...(routes && { routes: routes.map(kubernetesRoute) }),
});

const inhibitRule = ({ sourceMatchers, targetMatchers, equal }: InhibitRule) => ({
  sourceMatch: sourceMatchers.map(kubernetesMatcher),
  targetMatch: targetMatchers.map(kubernetesMatcher),
  equal: [...equal],
});

const kubernetesMatcher = ({ label, op, value }: Matcher) => ({ name: label, matchType: op, value });
