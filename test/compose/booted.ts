import { inject } from "vitest";
import { environmentWith } from "../../lib/cli/env.ts";
import { type Engine, engineAt } from "../../scripts/compose/engine.ts";
import { type Project, projectAt } from "../../scripts/compose/project.ts";

/** The engine and the project that the setup started. */
export const engine: Engine = engineAt(environmentWith(inject("dockerEnvironment")));
export const project: Project = projectAt(engine, inject("project"));

/** Of each container of the stack, by service: what `docker inspect` says. */
export async function inspect(service: string, format: string): Promise<string> {
  return (await engine.docker("inspect", "--format", format, `bigdata-${service}`)).trim();
}

/** Names of the services whose containers run; a profile that was not chosen has none. */
export async function runningServices(): Promise<string[]> {
  const names = await engine.docker("ps", "--filter", "label=com.docker.compose.project", "--format", "{{.Names}}");
  return names
    .trim()
    .split("\n")
    .map((name) => name.replace(/^bigdata-/, ""))
    .sort();
}
