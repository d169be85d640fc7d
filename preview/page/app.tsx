import { createTheme, ThemeContext } from "@grafana/data";
import { Alert, GlobalStyles, LoadingPlaceholder } from "@grafana/ui";
import { useEffect, useMemo, useState } from "react";
import { TopBar } from "./bar/top-bar.tsx";
import { VariableBar } from "./bar/variable-bar.tsx";
import { Board } from "./board.tsx";
import { queryRegions, type Region } from "./data/annotations.ts";
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
  const meanwhile = board ? "; the page shows the last version that could be loaded" : "";
  return (
    <ThemeContext.Provider value={theme}>
      <GlobalStyles />
      <div style={{ background: theme.colors.background.canvas, minHeight: "100vh", padding: 16 }}>
        {boards?.loadError && <Alert title={`The saved files cannot be loaded${meanwhile}.`}>{boards.loadError}</Alert>}
        {boards && board ? (
          <Page boards={boards} board={board} address={address} />
        ) : (
          !boards?.loadError && <LoadingPlaceholder text="Loading the boards" />
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
  const [resolved, error] = useResolved(board, address, range);
  const shared = useMemo(() => {
    const variables = lookupOf(templating, resolved?.values ?? {});
    const replace = replaceWith(firstOf(timeLookup(range, 15_000, boards.scrapeInterval), variables));
    return { variables, replace };
  }, [templating, resolved, range, boards.scrapeInterval]);
  const regions = useRegions(board, range, resolved);
  useEffect(() => {
    document.title = board.title;
  }, [board.title]);
  const { scrapeInterval, hasLogs } = boards;
  const problems = useMemo(
    () => boards.problems.filter(({ file }) => file === `dashboards/${board.uid}.ts`),
    [boards.problems, board.uid],
  );
  const context = useMemo(
    () => ({ range, scrapeInterval, hasLogs, regions, onZoom, ...shared }),
    [range, scrapeInterval, hasLogs, regions, shared],
  );
  return (
    <>
      <header style={{ display: "grid", gap: 8 }}>
        <TopBar boards={boards.boards} board={board} clock={clock} every={every} />
        {error && <Alert title="Prometheus does not answer">{error}</Alert>}
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
  const [error, setError] = useState<string>();
  const chosen = JSON.stringify(variables);
  const { templating, uid } = board;
  useEffect(() => {
    let current = true;
    resolveVariables(templating, JSON.parse(chosen), range)
      .then((now) => {
        if (!current) return;
        setError(undefined);
        setResolved((before) => same(before, { ...now, uid }));
      })
      .catch((reason: Error) => current && setError(reason.message));
    return () => {
      current = false;
    };
  }, [templating, uid, chosen, range]);
  return [resolved?.uid === uid ? resolved : undefined, error];
}

type Clock = ReturnType<typeof useClock>;

function useRegions(board: Dashboard, range: Clock["range"], resolved: Resolved | undefined): readonly Region[] {
  const [regions, setRegions] = useState<readonly Region[]>([]);
  const { annotations, templating } = board;
  useEffect(() => {
    if (!resolved) return undefined;
    let current = true;
    // A board is shown even if its annotations cannot be queried.
    queryRegions(annotations, range, lookupOf(templating, resolved.values)).then(
      (now) => current && setRegions(now),
      () => current && setRegions([]),
    );
    return () => {
      current = false;
    };
  }, [annotations, templating, range, resolved]);
  return regions;
}
