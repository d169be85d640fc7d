import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { duration, optional, port, secret, text, url } from "../../../exporters/common/kinds.ts";
import { helpText, readSettings } from "../../../exporters/common/settings.ts";

const declaration = {
  port: port("PORT", "Port to listen on", "9401"),
  pollInterval: duration("POLL_INTERVAL", "Time between polls", "60s", ["1s", "1d"]),
  serverUrl: url("SERVER_URL", "Address of the server"),
  password: optional(secret(text("PASSWORD", "The password"))),
};

const folder = mkdtempSync(join(tmpdir(), "settings-"));
afterAll(() => rmSync(folder, { recursive: true }));

test("a flag wins over the environment, the environment over the fallback", () => {
  const environment = { PORT: "1", POLL_INTERVAL: "5m", SERVER_URL: "http://server:80/" };
  expect(readSettings(declaration, ["--port", "2"], environment)).toEqual({
    kind: "settings",
    settings: { port: 2, pollInterval: 300_000, serverUrl: "http://server:80" },
  });
});

test("an empty variable, as compose passes on an unset one, counts as unset", () => {
  expect(readSettings(declaration, [], { PORT: "", SERVER_URL: "http://a" })).toMatchObject({
    settings: { port: 9401 },
  });
});

test("a secret comes from its file, without the line's end", () => {
  const file = join(folder, "password");
  writeFileSync(file, "s3cret\n");
  const reading = readSettings(declaration, [], { SERVER_URL: "http://a", PASSWORD_FILE: file });
  expect(reading).toMatchObject({ settings: { password: "s3cret" } });
});

test("a secret has no flag", () => {
  expect(readSettings(declaration, ["--password=x"], { SERVER_URL: "http://a" })).toEqual({
    kind: "problems",
    problems: ["--password is no flag"],
  });
});

test("reports every problem at once, with its fix", () => {
  expect(readSettings(declaration, ["--prot=1", "--port=high"], { POLL_INTERVAL: "soon" })).toEqual({
    kind: "problems",
    problems: [
      '--prot is no flag, did you mean "port"?',
      '--port or PORT: "high" is not allowed: give a port from 0 (any free one) to 65535',
      '--poll-interval or POLL_INTERVAL: "soon" is not allowed: give a duration from 1s to 1d, such as 30s, 5m or 1h',
      "--server-url or SERVER_URL: is not set: give an address such as http://mlflow:5000",
    ],
  });
});

test.each([
  [["--port"], "--port: give a value after it"],
  [["port=1"], '"port=1" is no flag: flags begin with --'],
  [["--password", "s3cret"], "--password is no flag"],
])("refuses the arguments %j", (argv, problem) => {
  expect(readSettings(declaration, argv, { SERVER_URL: "http://a" })).toMatchObject({ problems: [problem] });
});

test("a file of a secret that cannot be read is a problem", () => {
  const reading = readSettings(declaration, [], { SERVER_URL: "http://a", PASSWORD_FILE: join(folder, "none") });
  expect(reading).toMatchObject({ kind: "problems", problems: [expect.stringContaining("PASSWORD_FILE: ENOENT")] });
});

test("help names each setting as flag and variable, with its fallback", () => {
  const help = helpText("some-exporter", "exposes something", declaration);
  expect(help).toContain("--poll-interval or POLL_INTERVAL\n      Time between polls [60s]");
  expect(help).toContain("PASSWORD or PASSWORD_FILE");
  expect(help).not.toContain("--password");
});
