import type { ComposeService } from "../../model/compose.ts";
import type { Model, Service } from "../../model/model.ts";
import type { Deployment, KubernetesObject } from "../../schemas/kubernetes.ts";
import { emitBlackbox } from "../blackbox.ts";
import type { Emitter, OutputFile, Target } from "../emit.ts";
import {
  commonLabels,
  type Deployed,
  deployedServices,
  expand,
  namespaced,
  objectFile,
  objectName,
  secretsOf,
  type Variable,
  variablesOf,
} from "./objects.ts";

type PodSpec = NonNullable<Deployment["spec"]["template"]["spec"]>;
type Container = PodSpec["containers"][number];

/** The ConfigMap of the variables that the compose file takes from `.env`, and the Secret of those that are secret. */
const settingsName = (model: Pick<Model, "settings">): string => objectName(model, "settings");
export const exporterSecret = (model: Pick<Model, "settings">): string => objectName(model, "exporters");

/**
 * A Deployment, a Service and a NetworkPolicy for every service of the stack that no operator runs, made from its
 * container in the compose file; and a ConfigMap with the variables of all of them.
 */
export const emitDeployments: Emitter = (model, target) => {
  const { compose } = model;
  if (!compose) return [];
  const deployed = deployedServices(model);
  if (deployed.length === 0) return [];
  const variables = deployed.flatMap(({ container }) => variablesOf(container)).filter(({ secret }) => !secret);
  const settings = objectFile("base/exporters/settings.yaml", compose.file, {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: namespaced(model, settingsName(model)),
    data: Object.fromEntries(variables.map(({ name, fallback }) => [name, fallback])),
  });
  return [settings, ...deployed.flatMap((one) => objectsOf(model, one, volumesOf(model, one, target)))];
};

function objectsOf(model: Model, deployed: Deployed, volumes: Volumes): OutputFile[] {
  const { name, service } = deployed;
  const file = (kind: string, object: KubernetesObject) =>
    objectFile(`base/exporters/${name}/${kind}.yaml`, model.compose?.file ?? "", object);
  const selector = { "app.kubernetes.io/name": name };
  const labels = { ...commonLabels(model), ...selector };
  return [
    file("deployment", {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: namespaced(model, name, labels),
      spec: {
        replicas: 1,
        // Two at a time would count twice, and cannot both have the volume.
        strategy: { type: "Recreate" },
        selector: { matchLabels: selector },
        template: { metadata: { labels }, spec: podSpec(model, deployed, volumes) },
      },
    }),
    file("service", {
      apiVersion: "v1",
      kind: "Service",
      metadata: namespaced(model, name, labels),
      spec: { selector, ports: [{ name: "metrics", port: service.port, targetPort: service.port }] },
    }),
    file("network-policy", {
      apiVersion: "networking.k8s.io/v1",
      kind: "NetworkPolicy",
      metadata: namespaced(model, name, labels),
      spec: {
        podSelector: { matchLabels: selector },
        policyTypes: ["Ingress"],
        ingress: [{ from: clientsOf(name), ports: [{ protocol: "TCP", port: service.port }] }],
      },
    }),
    ...volumes.objects.map((object) => file(object.kind.toLowerCase(), object)),
  ];
}

/** Prometheus scrapes it, the Blackbox exporter probes it; Grafana asks its renderer. */
const clientsOf = (name: string) =>
  ["prometheus", "blackbox-exporter", ...(name === "image-renderer" ? ["grafana"] : [])].map((client) => ({
    podSelector: { matchLabels: { "app.kubernetes.io/name": client } },
  }));

function podSpec(model: Model, { name, service, container }: Deployed, volumes: Volumes): PodSpec {
  const secrets = secretsOf(container, model.compose?.definition);
  const [user, group] = (container.user ?? "").split(":");
  const main: Container = {
    name,
    image: container.image ?? name,
    ...(container.entrypoint && { command: container.entrypoint.map((word) => expand(word).text) }),
    ...(container.command && { args: container.command.map((word) => expand(word).text) }),
    env: environment(model, container),
    ports: [{ name: "metrics", containerPort: service.port }],
    ...probesOf(service),
    resources: resourcesOf(container),
    securityContext: {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: container.read_only !== false || secrets.length > 0,
      capabilities: { drop: ["ALL"] },
    },
    volumeMounts: [
      ...volumes.mounts,
      ...secrets.map(({ key, path }) => ({ name: "secrets", mountPath: path, subPath: key, readOnly: true })),
    ],
  };
  return {
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    securityContext: {
      runAsNonRoot: true,
      ...(isNumber(user) && { runAsUser: Number(user) }),
      ...(isNumber(group) && { runAsGroup: Number(group) }),
      // So that it may write to its claim.
      ...(isNumber(group) &&
        volumes.objects.some(({ kind }) => kind === "PersistentVolumeClaim") && { fsGroup: Number(group) }),
      // Docker lets every group send pings; a pod has to be allowed.
      ...(name === "blackbox-exporter" && {
        sysctls: [{ name: "net.ipv4.ping_group_range", value: "0 2147483647" }],
      }),
      seccompProfile: { type: "RuntimeDefault" },
    },
    containers: [main],
    volumes: [
      ...volumes.volumes,
      ...(secrets.length > 0 ? [{ name: "secrets", secret: { secretName: exporterSecret(model) } }] : []),
    ],
  };
}

const isNumber = (text: string | undefined): text is string => /^\d+$/.test(text ?? "");

/** Variables come before the values that refer to them. */
function environment(model: Model, container: ComposeService): NonNullable<Container["env"]> {
  const own = Object.entries(container.environment ?? {}).map(([name, value]) => {
    const { text, variables } = expand(String(value));
    const [variable] = variables;
    // The value of a variable alone: no other value needs it by its name.
    return variable && text === `$(${variable.name})`
      ? { name, valueFrom: valueFrom(model, variable) }
      : { name, value: text };
  });
  const used = [...(container.command ?? []), ...own.map(({ value = "" }) => value)].map((text) => expand(text).text);
  const references = new Map(variablesOf(container).map((variable) => [variable.name, variable]));
  const needed = [...references.values()].filter(
    ({ name }) => used.some((text) => text.includes(`$(${name})`)) && !own.some((one) => one.name === name),
  );
  return [...needed.map((variable) => ({ name: variable.name, valueFrom: valueFrom(model, variable) })), ...own];
}

const valueFrom = (model: Model, { name, secret }: Variable) =>
  secret
    ? { secretKeyRef: { name: exporterSecret(model), key: name, optional: true } }
    : { configMapKeyRef: { name: settingsName(model), key: name } };

/** The health path answers 200 when the service works; some exporters need a while for the first answer. */
function probesOf({ health, port }: Service): Pick<Container, "livenessProbe" | "readinessProbe"> {
  if (health === undefined) return {};
  const httpGet = { path: health, port };
  return {
    readinessProbe: { httpGet, periodSeconds: 15, timeoutSeconds: 5 },
    livenessProbe: { httpGet, periodSeconds: 15, timeoutSeconds: 5, failureThreshold: 4, initialDelaySeconds: 20 },
  };
}

function resourcesOf({ mem_limit: memory, cpus }: ComposeService): NonNullable<Container["resources"]> {
  const quantity = memory?.replace(/m$/i, "Mi").replace(/g$/i, "Gi");
  return {
    // A limit on memory only: one on processors would slow scrapes that come in a burst.
    ...(quantity && { limits: { memory: quantity } }),
    requests: {
      ...(quantity && { memory: quantity }),
      ...(cpus !== undefined && { cpu: `${Math.round(cpus * 100)}m` }),
    },
  };
}

/** What a container mounts, and the objects that hold it. */
interface Volumes {
  readonly volumes: NonNullable<PodSpec["volumes"]>;
  readonly mounts: NonNullable<PodSpec["containers"][number]["volumeMounts"]>;
  readonly objects: readonly KubernetesObject[];
}

/** Where the image renderer and others write profiles and the like. */
const scratch = "/tmp";

/**
 * The volumes of a service's container: a generated folder is a ConfigMap, a folder that is written to is a claim, and
 * a file in the folder of the compose file is a ConfigMap of the service's name, which has to be created at deployment.
 */
function volumesOf(model: Model, { name, container }: Deployed, target: Target): Volumes {
  const parts = [
    ...(container.volumes ?? [])
      .filter((volume) => typeof volume === "string")
      .map((volume) => {
        const [from = "", to = "", mode] = volume.split(":");
        if (from.startsWith("../dist/")) return generated(model, name, from.slice("../dist/".length), to, target);
        return mode === "ro" ? ownFile(name, from, to) : claim(model, name, to);
      }),
    { volumes: [{ name: "tmp", emptyDir: {} }], mounts: [{ name: "tmp", mountPath: scratch }], objects: [] },
  ];
  return {
    volumes: parts.flatMap(({ volumes }) => volumes),
    mounts: parts.flatMap(({ mounts }) => mounts),
    objects: parts.flatMap(({ objects }) => objects),
  };
}

function generated(model: Model, name: string, folder: string, mountPath: string, target: Target): Volumes {
  const files = emitBlackbox(model, target).filter(({ path }) => path.startsWith(`${folder}/`));
  const data = Object.fromEntries(files.map(({ path, text }) => [path.slice(folder.length + 1), text]));
  return {
    volumes: [{ name: "config", configMap: { name } }],
    mounts: [{ name: "config", mountPath, readOnly: true }],
    objects: [{ apiVersion: "v1", kind: "ConfigMap", metadata: namespaced(model, name), data }],
  };
}

const ownFile = (name: string, from: string, mountPath: string): Volumes => ({
  volumes: [{ name: "config", configMap: { name } }],
  mounts: [{ name: "config", mountPath, subPath: from.slice(from.lastIndexOf("/") + 1), readOnly: true }],
  objects: [],
});

const claim = (model: Model, name: string, mountPath: string): Volumes => ({
  volumes: [{ name: "data", persistentVolumeClaim: { claimName: name } }],
  mounts: [{ name: "data", mountPath }],
  objects: [
    {
      apiVersion: "v1",
      kind: "PersistentVolumeClaim",
      metadata: namespaced(model, name),
      spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } },
    },
  ],
});
