import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { type Endpoint, serveHttp } from "../../../lib/cli/programs/endpoint.ts";
import { appsReply, dashboardsPath } from "./apps.ts";
import { classicReply, type Role } from "./classic.ts";
import { contractFaults } from "./contract.ts";
import type { Call, Reply } from "./reply.ts";
import { Store } from "./store.ts";

/** What goes wrong with a request: another answer, a cut connection before or after the work is done, or slowness. */
export type Fault =
  | { readonly answer: number; readonly retryAfter?: number; readonly body?: string }
  | { readonly cut: "before" | "after" }
  | { readonly delay: number };

export interface FakeGrafanaOptions {
  /** Which API it has: `9.4.0` has the classic one only, `13.2.1` both. */
  readonly version: string;
  /** Versions of `dashboard.grafana.app` that it serves; by default those of that version of Grafana. */
  readonly served?: readonly string[];
  /** Of a service account with the role Editor, which is what push needs. */
  readonly token: string;
  /** Of one with the role Admin. */
  readonly adminToken?: string;
}

export interface FakeGrafana extends Endpoint {
  readonly store: Store;
  /** Every request, as `GET /api/health`. */
  readonly requests: string[];
  /** Asked before each request; what it returns goes wrong. */
  fault: (call: Call) => Fault | undefined;
  /** What the published contract did not allow, of requests and of our own answers. */
  readonly violations: string[];
}

/** Starts a stand-in for a Grafana server: its dashboards, folders and search, in both generations of its API. */
export async function startFakeGrafana(options: FakeGrafanaOptions): Promise<FakeGrafana> {
  const { version, token, adminToken } = options;
  const served = options.served ?? versionsOf(Number.parseInt(version, 10));
  const store = new Store();
  const requests: string[] = [];
  const violations: string[] = [];
  const fake = { store, requests, violations, fault: (_: Call): Fault | undefined => undefined };
  const server = await serveHttp(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? "", "http://fake");
    const body = await text(request);
    const call: Call = {
      method: request.method ?? "",
      path: pathname,
      query: searchParams,
      body: body && JSON.parse(body),
    };
    requests.push(`${call.method} ${pathname}`);
    const fault = fake.fault(call);
    if (fault && "delay" in fault) await sleep(fault.delay);
    if (fault && "cut" in fault && fault.cut === "before") return request.socket.destroy();
    if (fault && "answer" in fault) {
      if (fault.retryAfter !== undefined) response.setHeader("retry-after", String(fault.retryAfter));
      return response.writeHead(fault.answer).end(fault.body ?? '{"message":"made to fail"}');
    }
    const isAdmin = adminToken !== undefined && request.headers.authorization === `Bearer ${adminToken}`;
    const reply =
      isAdmin || request.headers.authorization === `Bearer ${token}` || pathname === "/api/health"
        ? replyTo(store, { version, served }, isAdmin ? "Admin" : "Editor", call, violations)
        : { status: 401, body: { message: "Unauthorized" } };
    if (fault && "cut" in fault) return request.socket.destroy();
    response.setHeader("content-type", "application/json");
    return response.writeHead(reply.status).end(JSON.stringify(reply.body));
  });
  return Object.assign(fake, server);
}

interface Kind {
  readonly version: string;
  readonly served: readonly string[];
}

function replyTo(store: Store, { version, served }: Kind, role: Role, call: Call, violations: string[]): Reply {
  if (call.path === "/api/health") return { status: 200, body: { database: "ok", version } };
  if (call.path === "/apis/dashboard.grafana.app" && served.length > 0) {
    const versions = served.map((one) => ({ version: one }));
    return { status: 200, body: { kind: "APIGroup", name: "dashboard.grafana.app", versions } };
  }
  const [, asked = ""] = call.path.match(dashboardsPath) ?? [];
  if (served.includes(asked)) return appsReply(store, call);
  if (call.path === "/api/frontend/settings")
    return { status: 200, body: { namespace: store.namespace, buildInfo: { version } } };
  if (!call.path.startsWith("/api/")) return { status: 404, body: { message: "Not found" } };
  const path = call.path.slice("/api".length);
  const reply = classicReply(store, { ...call, path }, role);
  violations.push(
    ...contractFaults(call.method, path, call.body),
    ...contractFaults(call.method, path, wire(reply.body), reply.status),
  );
  return reply;
}

function versionsOf(major: number): readonly string[] {
  if (major < 12) return [];
  return major >= 13 ? ["v2", "v2beta1", "v1", "v1beta1", "v0alpha1"] : ["v1beta1", "v0alpha1"];
}

/** What a client would read. */
const wire = (body: unknown): unknown => JSON.parse(JSON.stringify(body));
