import { useEffect, useState } from "react";
import type { Boards } from "../model.ts";

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
    const panels = board.panels?.map((panel) =>
      same(
        old.panels?.find(({ id }) => id === panel.id),
        panel,
      ),
    );
    return same(old, panels ? { ...board, panels } : board);
  });
  return { ...now, boards };
}

const same = <T>(before: T | undefined, now: T): T =>
  before !== undefined && JSON.stringify(before) === JSON.stringify(now) ? before : now;
