import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { inject } from "vitest";
import { grafanaLogin } from "../../lib/cli/env.ts";
import { loadModel } from "../../lib/cli/load.ts";
import type { Model } from "../../lib/model/model.ts";
import type { StackUrls } from "./setup.ts";

export const model: Model = await loadModel(fileURLToPath(new URL("../../", import.meta.url)));

/** The address of a server, or undefined where it is not there to be tested. */
export const urlOf = (server: keyof StackUrls): string | undefined => inject("urls")[server];

/** Why a server is not tested. */
export const missingOf = (server: keyof StackUrls): string | undefined =>
  urlOf(server) === undefined ? "no address names one" : undefined;

function login(): { readonly authorization?: string } {
  const password = inject("grafanaPassword");
  if (password === undefined) return grafanaLogin();
  return { authorization: `Basic ${Buffer.from(`admin:${password}`).toString("base64")}` };
}

/** Asks a server, logged in where it is Grafana. @throws Error with what it answered, unless that is success */
export async function ask(server: keyof StackUrls, path: string, body?: unknown): Promise<Response> {
  const response = await fetch(`${urlOf(server)}${path}`, {
    headers: {
      ...(server === "grafana" && login()),
      ...(body !== undefined && { "content-type": "application/json" }),
    },
    ...(body !== undefined && { method: "POST", body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${server} ${path}: ${response.status} ${(await response.text()).slice(0, 300)}`);
  return response;
}

/** The same, read as JSON. */
export const askJson = async <T>(server: keyof StackUrls, path: string, body?: unknown): Promise<T> =>
  (await (await ask(server, path, body)).json()) as T;

/** Milliseconds until a list must be empty. STACK_TIMEOUT sets other seconds. */
const timeout = 1000 * Number(process.env.STACK_TIMEOUT ?? 120);

/** Tries again until nothing is left of a list, or the time is over. @returns what is left */
export async function untilEmpty<T>(list: () => Promise<readonly T[]>, milliseconds = timeout): Promise<readonly T[]> {
  const deadline = Date.now() + milliseconds;
  for (;;) {
    const left = await list();
    if (left.length === 0 || Date.now() > deadline) return left;
    await sleep(3000);
  }
}
