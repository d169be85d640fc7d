import { createTheme, ThemeContext } from "@grafana/data";
import { Alert, GlobalStyles, LoadingPlaceholder } from "@grafana/ui";
import { useEffect, useMemo, useState } from "react";
import { TopBar } from "./bar/top-bar.tsx";
import { VariableBar } from "./bar/variable-bar.tsx";
import { Board } from "./board.tsx";
import { type Mark, queryMarks } from "./data/annotations.ts";
import { firstOf } from "./data/interpolate.ts";
import { replaceWith } from "./data/replace.ts";
import { timeLookup } from "./data/step.ts";
import { lookupOf, type Resolved, resolveVariables } from "./data/variables.ts";
import type { Boards, Dashboard } from "./model.ts";
import { type Address, goTo, useAddress } from "./state/address.ts";
import { BoardProvider } from "./state/board-context.ts";
import { useBoards } from "./state/boards.ts";
import { same } from "./state/same.ts";
import { useClock } from "./state/time.ts";

export function App() {
  const address = useAddress();
  const theme = useMemo(() => createTheme({ colors: { mode: address.theme } }), [address.theme]);
  const boards = useBoards();
  const board = boards?.boards.find(({ uid }) => uid === address.uid) ?? boards?.boards[0];
  const meanwhile = board ? "; this is what was there before" : "";
  return (
    <ThemeContext.Provider value={theme}>
      <GlobalStyles />
      <div style={{ background: theme.colors.background.canvas, minHeight: "100vh", padding: 16 }}>
        {boards?.trouble && <Alert title={`What is saved now cannot be loaded${meanwhile}.`}>{boards.trouble}</Alert>}
        {boards && board ? (
          <Page boards={boards} board={board} address={address} />
        ) : (
          !boards?.trouble && <LoadingPlaceholder text="Loading the boards" />
        )}
      </div>
    </ThemeContext.Provider>
  );
}

function Page({ boards, board, address }: { boards: Boards; board: Dashboard; address: Address }) {
  const every = address.refresh ?? board.refresh ?? "";
  const clock = useClock(address.from ?? board.time?.from ?? "now-6h", address.to ?? board.time?.to ?? "now", every);
  const { range } = clock;
  const { templating } = board;
  const [resolved, trouble] = useResolved(board, address, range);
  const shared = useMemo(() => {
    const variables = lookupOf(templating, resolved?.values ?? {});
    const replace = replaceWith(firstOf(timeLookup(range, 15_000, boards.scrapeInterval), variables));
    return { variables, replace };
  }, [templating, resolved, range, boards.scrapeInterval]);
  const marks = useMarks(board, range, resolved);
  useEffect(() => {
    document.title = board.title;
  }, [board.title]);
  const { scrapeInterval, hasLogs } = boards;
  const problems = useMemo(
    () => boards.problems.filter(({ file }) => file === `dashboards/${board.uid}.ts`),
    [boards.problems, board.uid],
  );
  const context = useMemo(
    () => ({ range, scrapeInterval, hasLogs, marks, onZoom, ...shared }),
    [range, scrapeInterval, hasLogs, marks, shared],
  );
  return (
    <>
      <header style={{ display: "grid", gap: 8 }}>
        <TopBar boards={boards.boards} board={board} clock={clock} every={every} />
        {trouble && <Alert title="Prometheus does not answer">{trouble}</Alert>}
        {resolved && <VariableBar {...resolved} />}
      </header>
      {resolved && (
        <BoardProvider value={context}>
          <Board key={board.uid} board={board} problems={problems} />
        </BoardProvider>
      )}
    </>
  );
}

const onZoom = ({ from, to }: { from: number; to: number }) =>
  goTo({ query: { from: String(Math.round(from)), to: String(Math.round(to)) } });

/** The board's variables; the same object as long as nothing about them changed, so that no panel asks again. */
function useResolved(
  board: Dashboard,
  { variables }: Address,
  range: Clock["range"],
): [Resolved | undefined, string | undefined] {
  const [resolved, setResolved] = useState<Resolved & { uid: string }>();
  const [trouble, setTrouble] = useState<string>();
  const chosen = JSON.stringify(variables);
  const { templating, uid } = board;
  useEffect(() => {
    let current = true;
    resolveVariables(templating, JSON.parse(chosen), range)
      .then((now) => {
        if (!current) return;
        setTrouble(undefined);
        setResolved((before) => same(before, { ...now, uid }));
      })
      .catch((error: Error) => current && setTrouble(error.message));
    return () => {
      current = false;
    };
  }, [templating, uid, chosen, range]);
  return [resolved?.uid === uid ? resolved : undefined, trouble];
}

type Clock = ReturnType<typeof useClock>;

function useMarks(board: Dashboard, range: Clock["range"], resolved: Resolved | undefined): readonly Mark[] {
  const [marks, setMarks] = useState<readonly Mark[]>([]);
  const { annotations, templating } = board;
  useEffect(() => {
    if (!resolved) return undefined;
    let current = true;
    // A board without its marks is still a board.
    queryMarks(annotations, range, lookupOf(templating, resolved.values)).then(
      (now) => current && setMarks(now),
      () => current && setMarks([]),
    );
    return () => {
      current = false;
    };
  }, [annotations, templating, range, resolved]);
  return marks;
}
