import { Icon, useTheme2 } from "@grafana/ui";
import { useLayoutEffect, useMemo, useRef, useState } from "react";
import { boxOf, heightOf } from "./grid.ts";
import { type Dashboard, isRow, type Panel, type Problem } from "./model.ts";
import { PanelFrame } from "./panel-frame.tsx";
import { usePanelKeys } from "./state/panel-keys.ts";

interface Section {
  readonly title: string | undefined;
  readonly collapsed: boolean;
  readonly panels: readonly Panel[];
}

/** All rows of a board. */
export function Board({ board, problems }: { board: Dashboard; problems: readonly Problem[] }) {
  const sections = useMemo(() => sectionsOf(board), [board]);
  const place = useRef<HTMLElement>(null);
  const width = useWidth(place);
  return (
    <main ref={place}>
      {width > 0 &&
        sections.map((section) => (
          <RowSection key={`${board.uid} ${section.title}`} section={section} width={width} problems={problems} />
        ))}
    </main>
  );
}

/** A row's title folds it; folded, none of its panels asks anything. */
function RowSection({ section, width, problems }: { section: Section; width: number; problems: readonly Problem[] }) {
  const { title, panels } = section;
  const [folded, setFolded] = useState(section.collapsed);
  const keys = usePanelKeys(panels);
  const theme = useTheme2();
  const firstLine = Math.min(...panels.map(({ gridPos }) => gridPos.y));
  const height = heightOf(
    panels.map(({ gridPos }) => gridPos),
    firstLine,
  );
  return (
    <section aria-label={title}>
      {title !== undefined && (
        <h2 style={{ ...theme.typography.h5, margin: "8px 0" }}>
          <button type="button" className="row-title" aria-expanded={!folded} onClick={() => setFolded(!folded)}>
            <Icon name={folded ? "angle-right" : "angle-down"} aria-hidden />
            {title}
            {folded && <span style={{ color: theme.colors.text.secondary }}>({panels.length} panels)</span>}
          </button>
        </h2>
      )}
      {!folded && (
        <div style={{ position: "relative", height }}>
          {panels.map((panel, place) => (
            <PlacedPanel key={keys[place]} panel={panel} firstLine={firstLine} width={width} problems={problems} />
          ))}
        </div>
      )}
    </section>
  );
}

interface PlacedProps {
  readonly panel: Panel;
  readonly firstLine: number;
  readonly width: number;
  readonly problems: readonly Problem[];
}

function PlacedPanel({ panel, firstLine, width, problems }: PlacedProps) {
  const { left, top, ...size } = boxOf(panel.gridPos, firstLine, width);
  const own = useMemo(() => problemsOf(panel, problems), [panel, problems]);
  return (
    <div style={{ position: "absolute", overflow: "clip", left, top, ...size }}>
      <PanelFrame panel={panel} problems={own} {...size} />
    </div>
  );
}

const none: readonly Problem[] = [];

/** Where there is none the same object, so that the panel is not drawn again for problems of others. */
function problemsOf({ title = "" }: Panel, problems: readonly Problem[]): readonly Problem[] {
  const own = problems.filter(({ path }) => path.includes(title));
  return own.length > 0 ? own : none;
}

/** Panels before the first row are a section without a title. */
function sectionsOf({ panels = [] }: Dashboard): Section[] {
  const sections: { title: string | undefined; collapsed: boolean; panels: Panel[] }[] = [];
  for (const panel of panels) {
    if (isRow(panel))
      sections.push({ title: panel.title, collapsed: panel.collapsed ?? false, panels: [...(panel.panels ?? [])] });
    else if (sections.length === 0) sections.push({ title: undefined, collapsed: false, panels: [panel] });
    else sections.at(-1)?.panels.push(panel);
  }
  return sections;
}

function useWidth(place: React.RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const element = place.current;
    if (!element) return undefined;
    const watcher = new ResizeObserver(() => setWidth(element.clientWidth));
    watcher.observe(element);
    setWidth(element.clientWidth);
    return () => watcher.disconnect();
  }, [place]);
  return width;
}
