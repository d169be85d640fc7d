import { rangeUtil } from "@grafana/data";
import { Combobox, IconButton, RefreshPicker, TimeRangePicker, useTheme2 } from "@grafana/ui";
import type { Dashboard } from "../model.ts";
import { goTo, rememberTheme } from "../state/address.ts";
import { type Clock, written } from "../state/time.ts";

export interface TopBarProps {
  readonly boards: readonly Dashboard[];
  readonly board: Dashboard;
  readonly clock: Clock;
  readonly every: string;
}

/** Which board, which time, how often, and in which colours. */
export function TopBar({ boards, board, clock, every }: TopBarProps) {
  const theme = useTheme2();
  const other = theme.isDark ? "light" : "dark";
  return (
    <div style={{ display: "flex", flexWrap: "wrap", gap: 8, alignItems: "center" }}>
      <div style={{ flex: 1, minWidth: 320 }}>
        <h1 style={{ ...theme.typography.h4, margin: 0 }}>{board.title}</h1>
        <span style={{ color: theme.colors.text.secondary }}>{board.description}</span>
      </div>
      <Combobox
        aria-label="Board"
        width={28}
        options={boards.map(({ uid, title }) => ({ value: uid, label: title }))}
        value={board.uid}
        onChange={({ value }) => goTo({ uid: value, query: { refresh: undefined } })}
      />
      <TimePicker clock={clock} />
      <RefreshPicker
        value={every}
        tooltip="Refresh"
        onRefresh={clock.refresh}
        onIntervalChanged={(refresh) => goTo({ query: { refresh } })}
      />
      <IconButton
        name="adjust-circle"
        size="lg"
        tooltip={`To the ${other} theme`}
        onClick={() => rememberTheme(other)}
      />
    </div>
  );
}

function TimePicker({ clock: { range } }: { clock: Clock }) {
  const span = range.to.valueOf() - range.from.valueOf();
  const show = (from: number, to: number) =>
    goTo({ query: { from: String(Math.round(from)), to: String(Math.round(to)) } });
  const move = (by: number) => show(range.from.valueOf() + by, range.to.valueOf() + by);
  return (
    <TimeRangePicker
      value={range}
      onChange={(chosen) =>
        goTo({ query: written(rangeUtil.isRelativeTimeRange(chosen.raw) ? chosen : { raw: { ...chosen } }) })
      }
      onChangeTimeZone={() => {}}
      onMoveBackward={() => move(-span / 2)}
      onMoveForward={() => move(span / 2)}
      onZoom={() => show(range.from.valueOf() - span / 2, range.to.valueOf() + span / 2)}
      isOnCanvas
    />
  );
}
