import type { InterpolateFunction, TimeRange } from "@grafana/data";
import { createContext, useContext } from "react";
import type { Region } from "../data/annotations.ts";
import type { Lookup } from "../data/interpolate.ts";

/** What all panels of a board share. */
export interface BoardContext {
  readonly range: TimeRange;
  readonly variables: Lookup;
  readonly replace: InterpolateFunction;
  readonly scrapeInterval: string;
  readonly hasLogs: boolean;
  readonly regions: readonly Region[];
  readonly onZoom: (range: { from: number; to: number }) => void;
}

const context = createContext<BoardContext | undefined>(undefined);
export const BoardProvider = context.Provider;

export function useBoard(): BoardContext {
  const board = useContext(context);
  if (!board) throw new Error("a panel stands outside of a board");
  return board;
}
