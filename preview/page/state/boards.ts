import { useEffect, useState } from "react";
import { type Boards, type Dashboard, isRow, type Panel, type RowPanel } from "../model.ts";

/** The boards as they are defined now; each save brings them anew. */
export function useBoards(): Boards | undefined {
  const [boards, setBoards] = useState<Boards>();
  useEffect(() => {
    const events = new EventSource("/api/boards");
    events.onmessage = ({ data }) => setBoards((before) => keepSame(before, JSON.parse(data)));
    return () => events.close();
  }, []);
  return boards;
}

/** A board that did not change stays the same object, so that nothing of it is drawn or asked anew. */
function keepSame(before: Boards | undefined, now: Boards): Boards {
  const boards = now.boards.map((board) => {
    const old = before?.boards.find(({ uid }) => uid === board.uid);
    if (!old) return board;
    return same(old, { ...board, ...keptParts(old, board) });
  });
  return { ...now, boards };
}

/** The parts that panels are drawn from. */
const keptParts = (old: Dashboard, { panels = [], templating, annotations }: Dashboard): Partial<Dashboard> => ({
  panels: panels.map((panel) => keptPanel(old.panels ?? [], panel)),
  templating: same(old.templating, templating),
  ...(annotations && { annotations: same(old.annotations, annotations) }),
});

function keptPanel<P extends Panel | RowPanel>(old: readonly (Panel | RowPanel)[], panel: P): P {
  const before = old.find(({ id }) => id === panel.id) as P | undefined;
  if (!before || !isRow(before) || !isRow(panel)) return same(before, panel);
  const panels = panel.panels?.map((inner) => keptPanel(before.panels ?? [], inner));
  return same(before, { ...panel, panels } as P);
}

const same = <T>(before: T | undefined, now: T): T =>
  before !== undefined && JSON.stringify(before) === JSON.stringify(now) ? before : now;
