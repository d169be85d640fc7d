import type { Json } from "../../diff/json.ts";
import { isObject, objectOf, textOf } from "../../diff/json.ts";
import { classicOfV2, specV2Of } from "../../pull/schema-v2.ts";
import type { DashboardJson } from "../../push/decision.ts";
import { segment } from "../http/address.ts";
import { request, type ServerAccess } from "../http/client.ts";
import { errorMessageOf } from "../http/errors.ts";

/** What is known of a dashboard that is stored in schema v2. */
export interface Stored {
  /** Classic JSON; empty where it could not be made. */
  readonly json: DashboardJson;
  /** What classic JSON cannot say of it. */
  readonly flattened?: readonly string[];
  /** As it is stored. */
  readonly spec?: Json;
  /** Why its content is not known. */
  readonly unreadable?: string;
}

/** How Grafana converted a dashboard for an answer. */
interface Conversion {
  readonly failed: boolean;
  readonly error: string;
  /** The version that it is stored in, such as `v2`. */
  readonly storedVersion: string;
  /** Of a conversion that failed: the spec as it is stored. */
  readonly source?: Json;
}

/** The state of an answer's conversion. */
export function conversionOf(resource: Json): Conversion {
  const conversion = objectOf(objectOf(resource.status).conversion);
  const source = specV2Of(conversion.source);
  return {
    failed: conversion.failed === true || !isObject(resource.spec),
    error: textOf(conversion.error),
    storedVersion: textOf(conversion.storedVersion),
    ...(source && { source }),
  };
}

/** Whether a version of `dashboard.grafana.app` is schema v2. */
export const isV2 = (version: string): boolean => /^v2(?:$|alpha|beta)/.test(version);

/** The address of a dashboard in a version of `dashboard.grafana.app`. */
export const resourcePath = (version: string, namespace: string, uid: string): string =>
  `/apis/dashboard.grafana.app/${segment(version)}/namespaces/${segment(namespace)}/dashboards/${segment(uid)}`;

/**
 * A dashboard in the version that it is stored in, as classic JSON. Grafana's own conversion may fail, and drops what
 * classic JSON cannot say without a word.
 */
export async function readStored(access: ServerAccess, path: string, reason = ""): Promise<Stored> {
  const answer = await request(access, "GET", path, [200, 403, 404, 406, 500]);
  const spec = answer.status === 200 ? specV2Of(answer.body) : undefined;
  if (!spec) {
    const why = reason || errorMessageOf(answer.body) || `${path} answered ${answer.status}`;
    return { json: {}, unreadable: `Grafana could not convert it from schema v2: ${why}` };
  }
  return storedOf(spec);
}

/** A dashboard of schema v2 as classic JSON. */
export function storedOf(spec: Json): Stored {
  const { board, lost } = classicOfV2(spec);
  return { json: board as DashboardJson, flattened: lost, spec };
}
