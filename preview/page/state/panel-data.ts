import { type DataFrame, LoadingState } from "@grafana/data";
import { useTheme2 } from "@grafana/ui";
import { useEffect, useMemo, useState } from "react";
import { type Asking, queryPanel } from "../data/panel-query.ts";
import { dressed, transformed } from "../data/process.ts";
import type { Panel } from "../model.ts";
import { useBoard } from "./board-context.ts";
import { timeZone } from "./time-zone.ts";

export interface PanelData {
  readonly state: LoadingState;
  readonly frames: DataFrame[];
  readonly error?: string;
}

const waiting = { state: LoadingState.NotStarted, raw: [] as DataFrame[], error: undefined as string | undefined };

/** A panel's data, asked whenever what it depends on changes. What was there stays until the answer comes. */
export function usePanelData(panel: Panel, width: number, visible: boolean): PanelData {
  const { range, variables, replace, scrapeInterval, hasLogs } = useBoard();
  const theme = useTheme2();
  const [answer, setAnswer] = useState(waiting);
  const points = Math.round(width);
  const asked = askedBy(panel);
  const asking = useMemo((): Asking & Shaping => JSON.parse(asked), [asked]);
  useEffect(() => {
    if (!visible) return undefined;
    const stop = new AbortController();
    setAnswer((before) => ({ ...before, state: LoadingState.Loading }));
    queryPanel(asking, { range, width: points, variables, scrapeInterval, hasLogs }, stop.signal)
      .then((frames) => transformed(asking, frames, replace))
      .then((raw) => !stop.signal.aborted && setAnswer({ state: LoadingState.Done, raw, error: undefined }))
      .catch((error: Error) => {
        if (!stop.signal.aborted) setAnswer({ state: LoadingState.Error, raw: [], error: error.message });
      });
    return () => stop.abort();
  }, [asking, range, points, variables, replace, scrapeInterval, hasLogs, visible]);
  const frames = useMemo(
    () => dressed(panel, answer.raw, { theme, timeZone, replace }),
    [answer.raw, panel, theme, replace],
  );
  return { state: answer.state, frames, ...(answer.error === undefined ? {} : { error: answer.error }) };
}

type Shaping = Pick<Panel, "transformations">;

/** All of a panel that its data depends on, as text, so that a new title or colour is seen to ask nothing new. */
const askedBy = ({ targets, interval, maxDataPoints, transformations }: Panel): string =>
  JSON.stringify({ targets, interval, maxDataPoints, transformations } satisfies Asking & Shaping);
