import { execFile } from "node:child_process";

export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs our command line with variables added to the environment. */
export function cli(environment: Readonly<Record<string, string>>, ...args: string[]): Promise<Ended> {
  const options = { env: { ...process.env, ...environment } };
  return new Promise((done) =>
    execFile(process.execPath, ["lib/bin/bigdata-monitoring.js", ...args], options, (error, stdout, stderr) =>
      done({ code: Number(error?.code ?? 0), stdout, stderr }),
    ),
  );
}
