import { serveHttp } from "../../../lib/cli/programs/endpoint.ts";

/** A kind that the fake server knows. */
export interface ServedKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

/**
 * A fake Kubernetes API: it lists kinds, and holds no object. It is what `kubectl apply --dry-run=client` asks before
 * it prints what it would create; it checks nothing.
 */
export function startFakeDiscovery(kinds: readonly ServedKind[]) {
  const groups = [...new Set(kinds.map(({ group }) => group).filter((group) => group !== ""))];
  const versionsOf = (group: string) => [
    ...new Set(kinds.filter((one) => one.group === group).map((one) => one.version)),
  ];
  const replies = new Map<string, object>([
    ["/api", { kind: "APIVersions", versions: versionsOf("") }],
    [
      "/apis",
      { kind: "APIGroupList", apiVersion: "v1", groups: groups.map((group) => groupOf(group, versionsOf(group))) },
    ],
  ]);
  for (const { group, version } of kinds) {
    const path = group === "" ? `/api/${version}` : `/apis/${group}/${version}`;
    const resources = kinds.filter((one) => one.group === group && one.version === version).map(resourceOf);
    replies.set(path, { kind: "APIResourceList", groupVersion: path.replace(/^\/apis?\//, ""), resources });
  }
  return serveHttp((request, response) => {
    const reply = replies.get(new URL(request.url ?? "", "http://fake").pathname);
    response.writeHead(reply ? 200 : 404, { "content-type": "application/json" });
    response.end(
      JSON.stringify(reply ?? { kind: "Status", apiVersion: "v1", status: "Failure", reason: "NotFound", code: 404 }),
    );
  });
}

const groupOf = (name: string, versions: readonly string[]) => {
  const all = versions.map((version) => ({ groupVersion: `${name}/${version}`, version }));
  return { name, versions: all, preferredVersion: all[0] };
};

const resourceOf = ({ kind }: ServedKind) => ({
  name: plural(kind),
  kind,
  namespaced: !kind.startsWith("Cluster"),
  verbs: ["get", "create", "patch"],
});

const plural = (kind: string): string =>
  kind.toLowerCase().replace(/(?:y|s)?$/, (end) => ({ y: "ies", s: "ses" })[end] ?? "s");
