import { useSyncExternalStore } from "react";
import type { Values } from "../data/interpolate.ts";

/** What the page's address says, as Grafana writes it: `/d/kafka?from=now-6h&to=now&var-topic=orders`. */
export interface Address {
  readonly uid: string | undefined;
  readonly from: string | undefined;
  readonly to: string | undefined;
  readonly refresh: string | undefined;
  readonly theme: "dark" | "light";
  readonly variables: Values;
}

const moved = new EventTarget();
const key = () => location.pathname + location.search;

function subscribe(listener: () => void): () => void {
  moved.addEventListener("moved", listener);
  addEventListener("popstate", listener);
  return () => {
    moved.removeEventListener("moved", listener);
    removeEventListener("popstate", listener);
  };
}

export function useAddress(): Address {
  const current = new URL(useSyncExternalStore(subscribe, key), location.origin);
  const query = current.searchParams;
  const names = [...new Set([...query.keys()].filter((name) => name.startsWith("var-")))];
  return {
    uid: /^\/d\/([^/]+)/.exec(current.pathname)?.[1],
    from: query.get("from") ?? undefined,
    to: query.get("to") ?? undefined,
    refresh: query.get("refresh") ?? undefined,
    theme: (query.get("theme") ?? localStorage.getItem("theme")) === "light" ? "light" : "dark",
    variables: Object.fromEntries(names.map((name) => [name.slice("var-".length), query.getAll(name)])),
  };
}

/** Goes to another board or changes what the address says; the browser's Back undoes it. */
export function goTo(change: {
  uid?: string;
  query?: Readonly<Record<string, string | readonly string[] | undefined>>;
}): void {
  const url = new URL(location.href);
  if (change.uid) url.pathname = `/d/${change.uid}`;
  for (const [name, value] of Object.entries(change.query ?? {})) {
    url.searchParams.delete(name);
    for (const one of [value ?? []].flat()) url.searchParams.append(name, one);
  }
  history.pushState(null, "", url);
  moved.dispatchEvent(new Event("moved"));
}

export function rememberTheme(theme: Address["theme"]): void {
  localStorage.setItem("theme", theme);
  goTo({ query: { theme: undefined } });
}
