import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import { serveHttp } from "../../../lib/cli/programs/endpoint.ts";

/** A Consul with one service on several nodes: the three answers that Prometheus asks for. */
export async function startFakeConsul(service: string, addresses: readonly string[]) {
  const instances = addresses.map((address, i) => {
    const [host = "", port = ""] = address.split(":");
    return {
      Node: { ID: String(i), Node: `node-${i}`, Address: host, Datacenter: "dc1", TaggedAddresses: {}, Meta: {} },
      Service: {
        ID: `${service}-${i}`,
        Service: service,
        Tags: ["metrics"],
        Address: host,
        Port: Number(port),
        Meta: {},
      },
      Checks: [{ CheckID: "alive", Status: "passing" }],
    };
  });
  const answers: Readonly<Record<string, unknown>> = {
    "/v1/agent/self": { Config: { Datacenter: "dc1" } },
    "/v1/catalog/services": { [service]: ["metrics"] },
    [`/v1/health/service/${service}`]: instances,
  };
  const asked: string[] = [];
  const server = await serveHttp((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? "", "http://fake");
    asked.push(`${pathname} ${request.headers.authorization ?? ""}`);
    const answer = () => {
      response.writeHead(pathname in answers ? 200 : 404, {
        "content-type": "application/json",
        "X-Consul-Index": "1",
      });
      response.end(JSON.stringify(answers[pathname] ?? {}));
    };
    // A question that names what it knows waits for a change.
    if (searchParams.get("index") === "1") setTimeout(answer, 60_000).unref();
    else answer();
  });
  return { ...server, asked };
}

/** The part of Kubernetes' API that lists and watches pods. */
export function startFakeKubernetes(namespace: string, pods: readonly { name: string; ip: string; phase: string }[]) {
  const items = pods.map(({ name, ip, phase }) => ({
    metadata: { name, namespace, uid: name, resourceVersion: "1", labels: { app: "shop" } },
    spec: {
      nodeName: "node-a",
      containers: [
        {
          name: "main",
          ports: [
            { name: "http", containerPort: 80 },
            { name: "metrics", containerPort: 81 },
          ],
        },
      ],
    },
    status: { phase, podIP: ip, hostIP: ip },
  }));
  const asked: string[] = [];
  const server = serveHttp((request, response) => {
    const url = new URL(request.url ?? "", "http://fake");
    asked.push(`${url.pathname}?${url.searchParams.get("labelSelector") ?? ""} ${request.headers.authorization ?? ""}`);
    response.writeHead(url.pathname === `/api/v1/namespaces/${namespace}/pods` ? 200 : 404, {
      "content-type": "application/json",
    });
    if (!url.searchParams.has("watch")) {
      response.end(JSON.stringify({ kind: "PodList", apiVersion: "v1", metadata: { resourceVersion: "1" }, items }));
      return;
    }
    // A watch stays open, and nothing changes. It begins with all objects where it is asked to.
    if (url.searchParams.get("sendInitialEvents") === "true") {
      const pod = { kind: "Pod", apiVersion: "v1" };
      const end = { resourceVersion: "1", annotations: { "k8s.io/initial-events-end": "true" } };
      for (const item of items) response.write(`${JSON.stringify({ type: "ADDED", object: { ...pod, ...item } })}\n`);
      response.write(`${JSON.stringify({ type: "BOOKMARK", object: { ...pod, metadata: end } })}\n`);
    } else response.flushHeaders();
  });
  return server.then((endpoint) => ({ ...endpoint, asked }));
}

/**
 * A DNS server that answers SRV questions about one name, and refuses all others. It listens at port 53 of an address
 * that no other process has.
 * Source: RFC 1035, RFC 2782
 */
export async function startFakeDns(
  name: string,
  targets: readonly { host: string; port: number }[],
): Promise<{ host: string; stop: () => void }> {
  const { pid } = process;
  // Linux gives no process id above 2^22. The second number is not 0, since 127.0.0.1 is everybody's.
  const host = ["127", 53 + (pid >> 16), (pid >> 8) % 256, pid % 256].join(".");
  const socket: Socket = createSocket("udp4");
  socket.on("message", (query, from) => socket.send(answerTo(query, name, targets), from.port, from.address));
  socket.bind(53, host);
  await once(socket, "listening");
  return { host, stop: () => socket.close() };
}

const srv = 33;
const header = 12;

function answerTo(query: Buffer, name: string, targets: readonly { host: string; port: number }[]): Buffer {
  const { asked, end } = readName(query, header);
  const known = asked === name && query.readUInt16BE(end) === srv;
  const question = query.subarray(header, end + 4);
  const head = Buffer.alloc(header);
  query.copy(head, 0, 0, 2);
  // An authoritative answer, with NXDOMAIN for every other name.
  head.writeUInt16BE(known ? 0x8580 : 0x8583, 2);
  head.writeUInt16BE(1, 4);
  head.writeUInt16BE(known ? targets.length : 0, 6);
  return Buffer.concat([head, question, ...(known ? targets.map(record) : [])]);
}

function readName(message: Buffer, from: number): { asked: string; end: number } {
  const labels: string[] = [];
  let at = from;
  for (let length = message[at] ?? 0; length > 0; length = message[at] ?? 0) {
    labels.push(message.toString("ascii", at + 1, at + 1 + length));
    at += 1 + length;
  }
  return { asked: labels.join("."), end: at + 1 };
}

function record({ host, port }: { host: string; port: number }): Buffer {
  const labels = host.split(".").map((label) => Buffer.concat([Buffer.from([label.length]), Buffer.from(label)]));
  const target = Buffer.concat([...labels, Buffer.from([0])]);
  const fixed = Buffer.alloc(18);
  // The name is that of the question, the class is IN.
  fixed.writeUInt16BE(0xc00c, 0);
  fixed.writeUInt16BE(srv, 2);
  fixed.writeUInt16BE(1, 4);
  fixed.writeUInt32BE(1, 6);
  fixed.writeUInt16BE(6 + target.length, 10);
  fixed.writeUInt16BE(port, 16);
  return Buffer.concat([fixed, target]);
}
