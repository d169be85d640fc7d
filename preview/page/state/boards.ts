import { useEffect, useState } from "react";
import { type Boards, type BoardsUpdate, type Dashboard, isRow, type Panel, type RowPanel } from "../model.ts";
import { same } from "./same.ts";

/** The boards as they are defined now; each save brings them again. */
export function useBoards(): Boards | undefined {
  const [boards, setBoards] = useState<Boards>();
  useEffect(() => {
    const events = new EventSource("/api/boards");
    events.onmessage = ({ data }) => setBoards((before) => updated(before, JSON.parse(data)));
    return () => events.close();
  }, []);
  return boards;
}

/** What did not change stays the same object, so that nothing of it is drawn or asked again. */
function updated(before: Boards | undefined, { uids, ...update }: BoardsUpdate): Boards {
  const boards = uids.flatMap((uid) => {
    const old = before?.boards.find((board) => board.uid === uid);
    const board = update.boards.find((one) => one.uid === uid);
    if (!old || !board) return board ?? old ?? [];
    return same(old, { ...board, ...keptParts(old, board) });
  });
  return { ...update, boards, problems: same(before?.problems, update.problems) };
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
