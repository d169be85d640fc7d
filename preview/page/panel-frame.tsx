import { type DataFrame, LoadingState, renderMarkdown } from "@grafana/data";
import { Alert, ErrorBoundary, Icon, LinkButton, PanelChrome, type PanelStatusItem, useTheme2 } from "@grafana/ui";
import { memo, useEffect, useRef, useState } from "react";
import type { Panel, Problem } from "./model.ts";
import { panelTypes } from "./panels/index.ts";
import type { PanelProps } from "./panels/props.ts";
import { useBoard } from "./state/board-context.ts";
import { type PanelData, usePanelData } from "./state/panel-data.ts";
import { timeZone } from "./state/time-zone.ts";

export interface PanelFrameProps {
  readonly panel: Panel;
  readonly width: number;
  readonly height: number;
  readonly problems: readonly Problem[];
}

/** A panel in Grafana's own frame: title, description, links, and what is wrong with it. */
export const PanelFrame = memo(function PanelFrame({ panel, width, height, problems }: PanelFrameProps) {
  const { replace, hasLogs } = useBoard();
  const [place, visible] = useSeen();
  const data = usePanelData(panel, width, visible);
  const status = statusOf(data, problems);
  return (
    <section
      ref={place}
      aria-label={panel.title}
      data-panel={panel.title}
      data-state={shownState(panel, data, hasLogs)}
    >
      <PanelChrome
        title={replace(panel.title ?? "")}
        description={panel.description ? () => renderMarkdown(replace(panel.description ?? "")) : ""}
        loadingState={data.state}
        statusItems={status}
        statusMessage={status[0]?.text}
        titleItems={(panel.links ?? []).map((link) => (
          <LinkButton
            key={link.title}
            href={replace(link.url ?? "")}
            fill="text"
            size="sm"
            variant="secondary"
            tooltip={link.title}
            aria-label={link.title}
          >
            <Icon name="external-link-alt" aria-hidden />
          </LinkButton>
        ))}
        width={width}
        height={height}
      >
        {(innerWidth, innerHeight) => (
          <Drawn panel={panel} {...drawnOf(data)} width={innerWidth} height={innerHeight} />
        )}
      </PanelChrome>
    </section>
  );
});

/** What a panel is drawn from: the same while an answer is awaited, so that waiting draws nothing. */
const drawnOf = ({ state, frames, error }: PanelData) => ({
  frames,
  error,
  isBlank: state === LoadingState.NotStarted || (state === LoadingState.Loading && frames.length === 0),
});

type DrawnProps = Pick<PanelProps, "panel" | "width" | "height"> & ReturnType<typeof drawnOf>;

const Drawn = memo(function Drawn({ panel, frames, error, isBlank, width, height }: DrawnProps) {
  const theme = useTheme2();
  const board = useBoard();
  const Type = panelTypes[panel.type];
  if (!Type) return <Note text={`The preview does not draw panels of type "${panel.type}"; Grafana does.`} />;
  if (error !== undefined) return <Note text={error} />;
  if (isBlank) return null;
  if (panel.type !== "text" && isEmpty(frames)) return <Note text={reasonOf(panel, board.hasLogs) ?? "No data"} />;
  const props = { panel, frames, width, height, theme, timeZone, ...board };
  return (
    <ErrorBoundary dependencies={[panel, frames]}>
      {({ error }) => (error ? <Alert title={error.message} severity="error" /> : <Type {...props} />)}
    </ErrorBoundary>
  );
});

const Note = ({ text }: { text: string }) => {
  const theme = useTheme2();
  const style = {
    display: "grid",
    placeItems: "center",
    height: "100%",
    textAlign: "center",
    whiteSpace: "pre-wrap",
  } as const;
  return <div style={{ ...style, color: theme.colors.text.secondary, overflow: "auto" }}>{text}</div>;
};

const isEmpty = (frames: readonly DataFrame[]): boolean => frames.every(({ length }) => length === 0);

/** For whoever waits until a panel is drawn: `unseen`, `loading`, `error`, `empty`, `none` (no data, which it explains) or `done`. */
function shownState(panel: Panel, data: PanelData, hasLogs: boolean): string {
  if (data.error !== undefined) return "error";
  if (data.state === LoadingState.NotStarted) return "unseen";
  if (data.state !== LoadingState.Done) return "loading";
  if (panel.type === "text" || !isEmpty(data.frames)) return "done";
  return reasonOf(panel, hasLogs) === undefined ? "empty" : "none";
}

/** Why a panel may rightly have nothing to show. */
const reasonOf = ({ type, fieldConfig }: Panel, hasLogs: boolean): string | undefined =>
  type === "logs" && !hasLogs
    ? "No Loki takes part: name one with --loki <url>, or put a Loki 3 in PATH for the demo and the pictures."
    : fieldConfig?.defaults.noValue;

function statusOf({ error }: PanelData, problems: readonly Problem[]): PanelStatusItem[] {
  const failed: PanelStatusItem[] = error === undefined ? [] : [{ severity: "error", text: error }];
  return [...failed, ...problems.map(({ text }): PanelStatusItem => ({ severity: "warning", text }))];
}

/** Whether the panel came near the window yet: what nobody sees is not asked for. */
function useSeen() {
  const place = useRef<HTMLElement>(null);
  const [seen, setSeen] = useState(false);
  useEffect(() => {
    const watcher = new IntersectionObserver(
      (entries) => entries.some((entry) => entry.isIntersecting) && setSeen(true),
      {
        rootMargin: "300px",
      },
    );
    if (place.current) watcher.observe(place.current);
    return () => watcher.disconnect();
  }, []);
  return [place, seen] as const;
}
