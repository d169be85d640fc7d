import { createHash } from "node:crypto";
import { type Endpoint, serveHttp } from "../../lib/cli/programs/endpoint.ts";

/** An image as a registry has it: a name with its tag, such as `prom/prometheus:v3.0.0`, and its manifest. */
export type Images = Readonly<Record<string, object>>;

export const digestOf = (manifest: object): string =>
  `sha256:${createHash("sha256").update(JSON.stringify(manifest)).digest("hex")}`;

/** The index of an image for one platform, made up: no layer exists. */
export const index = (name: string): object => ({
  schemaVersion: 2,
  mediaType: "application/vnd.oci.image.index.v1+json",
  manifests: [
    {
      mediaType: "application/vnd.oci.image.manifest.v1+json",
      digest: digestOf({ name }),
      size: 100,
      platform: { architecture: "amd64", os: "linux" },
    },
  ],
});

/**
 * fake: the part of a registry that returns an image's digest, with the login that public registries ask for, since no
 * registry can be reached here.
 * Source: https://distribution.github.io/distribution/spec/api/ and https://distribution.github.io/distribution/spec/auth/token/
 */
export async function fakeRegistry(images: Images): Promise<Endpoint> {
  let url = "";
  const registry = await serveHttp((request, response) => {
    const { pathname } = new URL(request.url ?? "", "http://registry");
    if (pathname === "/token") return response.end(JSON.stringify({ token: "anonymous", expires_in: 300 }));
    if (request.headers.authorization !== "Bearer anonymous") {
      response.setHeader("www-authenticate", `Bearer realm="${url}/token",service="registry"`);
      return response.writeHead(401).end();
    }
    const [, name = "", reference = ""] = /^\/v2\/(.+)\/manifests\/(.+)$/.exec(pathname) ?? [];
    const manifest = Object.entries(images).find(
      ([image, one]) =>
        image === `${name}:${reference}` || (image.startsWith(`${name}:`) && digestOf(one) === reference),
    )?.[1];
    if (!manifest) return response.writeHead(404).end(JSON.stringify({ errors: [{ code: "MANIFEST_UNKNOWN" }] }));
    const text = JSON.stringify(manifest);
    response.setHeader("content-type", "application/vnd.oci.image.index.v1+json");
    response.setHeader("docker-content-digest", digestOf(manifest));
    return response.setHeader("content-length", text.length).end(request.method === "HEAD" ? "" : text);
  });
  url = registry.url;
  return registry;
}
