import { useState } from "react";
import type { Panel } from "../model.ts";

interface Keyed {
  readonly panels: readonly Panel[];
  readonly keys: readonly number[];
}

let lastKey = 0;

/** React's keys of a row's panels. One that got another title, and so another id, keeps its key: it is not built again. */
export function usePanelKeys(panels: readonly Panel[]): readonly number[] {
  const [before, setBefore] = useState<Keyed>({ panels: [], keys: [] });
  if (before.panels === panels) return before.keys;
  const now = { panels, keys: panels.map((panel, place) => keyOf(panel, place, panels, before)) };
  setBefore(now);
  return now.keys;
}

function keyOf({ id, type }: Panel, place: number, panels: readonly Panel[], before: Keyed): number {
  const known = before.panels.findIndex((panel) => panel.id === id);
  if (known >= 0) return before.keys[known] ?? ++lastKey;
  const old = before.panels[place];
  const isRenamed = old && old.type === type && !panels.some((panel) => panel.id === old.id);
  return (isRenamed && before.keys[place]) || ++lastKey;
}
