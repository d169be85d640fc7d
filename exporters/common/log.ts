/** Structured logs: one JSON object a line, so that the log pipeline needs no pattern. */
export interface Log {
  info(message: string, fields?: Fields): void;
  warn(message: string, fields?: Fields): void;
  error(message: string, fields?: Fields): void;
}

type Fields = Readonly<Record<string, unknown>>;
const levels = ["info", "warn", "error"] as const;
export type Level = (typeof levels)[number];

/** Whether the text is a level, for settings. */
export const isLevel = (text: string): text is Level => levels.includes(text as Level);

/**
 * @param service written into every line, as the label that logs are found by
 * @param write takes one line with its end; standard error where nothing else is said
 */
export function jsonLog(service: string, least: Level, write: (line: string) => void = toStderr): Log {
  const at =
    (level: Level) =>
    (message: string, fields: Fields = {}) => {
      if (levels.indexOf(level) < levels.indexOf(least)) return;
      const line = JSON.stringify({ time: new Date().toISOString(), level, service, message, ...fields });
      write(`${line.replace(credentials, "$1***@")}\n`);
    };
  return { info: at("info"), warn: at("warn"), error: at("error") };
}

/** User and password of an address, which clients put into the messages of their errors. */
const credentials = /(\w:\/\/)[^/\s"@]+@/g;

const toStderr = (line: string): void => void process.stderr.write(line);
