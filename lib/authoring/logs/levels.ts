import type { LogStage } from "../../model/logs.ts";

/** The levels that a line can have, and how loggers spell them; the numbers are those of Pino and Bunyan. */
export const levels = {
  critical: ["crit", "fatal", "panic", "dpanic", "emerg", "emergency", "alert", "60"],
  error: ["err", "eror", "severe", "50"],
  warning: ["warn", "wrn", "40"],
  info: ["inf", "information", "notice", "30"],
  debug: ["dbg", "dbug", "trace", "fine", "finest", "20"],
} as const;

/**
 * Normalizes the extracted value `level` to one of `levels`; any other value becomes `unknown`, so that it adds no
 * stream.
 */
export const normalizedLevel: LogStage = {
  template: { source: "level", template: `{{ $level := ToLower (default "" .Value) }}${branches()}` },
};

function branches(): string {
  const tests = Object.entries(levels).map(
    ([level, spellings], i) =>
      `{{ ${i === 0 ? "if" : "else if"} eq $level ${[level, ...spellings].map((text) => `"${text}"`).join(" ")} }}${level}`,
  );
  return `${tests.join("")}{{ else }}unknown{{ end }}`;
}
