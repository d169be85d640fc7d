import type { Builder } from "@grafana/grafana-foundation-sdk/cog";

type Json = Readonly<Record<string, unknown>>;

/** A builder of Grafana's JSON as it is, for panels, queries and variables that no function here makes. */
export const asBuilder = <T>(json: object): Builder<T> => ({ build: () => json as T });

/**
 * A panel, query or variable with fields of Grafana's JSON that replace its own. Objects are merged, lists replaced;
 * a field that is undefined is removed.
 */
export const withJson = <T>(builder: Builder<T>, json: object): Builder<T> => ({
  // The SDK's result is shared with its builder, so it is copied.
  build: () => merged(JSON.parse(JSON.stringify(builder.build())), json as Json) as T,
});

function merged(base: Json, patch: Json): Json {
  const entries = Object.entries(patch).map(([key, value]) => {
    const own = base[key];
    return [key, isObject(own) && isObject(value) ? merged(own, value) : value] as const;
  });
  return { ...base, ...Object.fromEntries(entries) };
}

const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);
