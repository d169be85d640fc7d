import type { Model } from "../../model/model.ts";
import type { Deployment, KubernetesObject } from "../../schemas/kubernetes.ts";
import { emitBlackbox } from "../blackbox.ts";
import type { Target } from "../emit.ts";
import type { Deployed } from "./containers.ts";
import { namespaced } from "./objects.ts";

type PodSpec = NonNullable<Deployment["spec"]["template"]["spec"]>;

/** What a container mounts, and the objects that hold it. */
export interface Volumes {
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
export function volumesOf(model: Model, { name, container }: Deployed, target: Target): Volumes {
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
