import { expect, it } from "vitest";
import { composeArguments, stepFailed } from "../../../../lib/cli/stack/compose.ts";

// As Docker 20 to 28 and Compose 2 print them.
it.each([
  [
    "Error response from daemon: path / is mounted on / but it is not a shared or slave mount",
    "mount --make-rshared /",
  ],
  [
    "Error response from daemon: manifest for prom/prometheus:v99 not found: manifest unknown",
    "image prom/prometheus:v99",
  ],
  [
    "Error response from daemon: pull access denied for nonesuch, repository does not exist",
    "image nonesuch is not found",
  ],
  [
    "Error: Get https://registry.example/v2/: dial tcp: lookup registry.example: no such host",
    "a registry cannot be reached",
  ],
  ["Error: listen tcp4 127.0.0.1:9090: bind: address already in use", "the port 127.0.0.1:9090 is in use"],
  ["Error: write /layer.tar: no space left on device", "the disk is full"],
  ["Error: invalid mount config: bind source path does not exist: /x/docker.sock", "/x/docker.sock does not exist"],
])("explains %j: %s", (stderr, fix) => {
  const message = stepFailed(["--profile", "alloy", "up", "--detach"], 1, `Pulling\n${stderr}\n`);
  expect(message.split("\n")).toEqual([`\`docker compose up\` ended with 1: ${stderr}`, expect.stringContaining(fix)]);
});

it("shows the last line where it knows no cause", () => {
  expect(stepFailed(["down"], 17, "one\ntwo\n")).toBe("`docker compose down` ended with 17: two");
  expect(stepFailed(["down"], 17, "")).toBe("`docker compose down` ended with 17");
});

it("takes the compose file of the configuration, and overlays from beside it", () => {
  expect(composeArguments({ project: "/shop", demo: true, collector: "alloy" }, "deploy/stack.yml")).toEqual([
    "-f",
    "/shop/deploy/stack.yml",
    "-f",
    "/shop/deploy/docker-compose.demo.yml",
    "--profile",
    "alloy",
  ]);
  expect(composeArguments({ project: "/shop" })).toEqual(["-f", "/shop/compose/docker-compose.monitoring.yml"]);
});
