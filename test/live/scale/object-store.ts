import { request } from "node:http";
import { type Endpoint, serveHttp } from "../../../lib/cli/programs/endpoint.ts";
import { startMoto } from "../../../scripts/servers/moto.ts";

/** An object store with a bucket, behind a proxy that can refuse what it is asked. */
export interface ObjectStore extends Endpoint {
  readonly bucket: string;
  /** How many requests were refused so far. */
  refused(): number;
  /** From now on requests whose method and path match are answered as by an S3 that is overloaded. */
  refuse(requests: RegExp): void;
  accept(): void;
  /** Names of all objects. */
  names(): Promise<string[]>;
}

const overloaded = "<Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message></Error>";
const nothing = /^$/;

export async function startObjectStore(): Promise<ObjectStore> {
  const moto = await startMoto();
  const bucket = "thanos";
  await fetch(`${moto.url}/${bucket}`, { method: "PUT" });
  let refusing = nothing;
  let refused = 0;
  const proxy = await serveHttp((incoming, outgoing) => {
    const { method, url: path, headers } = incoming;
    if (refusing.test(`${method} ${path}`)) {
      refused++;
      incoming.resume();
      return outgoing.writeHead(503, { "content-type": "application/xml" }).end(overloaded);
    }
    const passedOn = request({ port: moto.port, host: "127.0.0.1", method, path, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    passedOn.on("error", () => outgoing.destroy());
    return incoming.pipe(passedOn);
  });
  return {
    ...proxy,
    bucket,
    refused: () => refused,
    refuse: (requests) => {
      refusing = requests;
    },
    accept: () => {
      refusing = nothing;
    },
    names: async () => {
      const answer = await fetch(`${moto.url}/${bucket}?list-type=2`);
      return [...(await answer.text()).matchAll(/<Key>([^<]+)/g)].map(([, name = ""]) => name);
    },
    stop: async () => {
      await proxy.stop();
      await moto.stop();
    },
  };
}
