import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { preparePage } from "../scripts/preview/build-page.ts";
import { defineBenchmark, milliseconds } from "./bench.ts";

const demoProgram = fileURLToPath(new URL("../scripts/demo.ts", import.meta.url));

export default defineBenchmark({
  name: "boards",
  question: "How long from the command to six live boards, once everything is downloaded?",
  run: async () => {
    await preparePage((line) => process.stderr.write(`${line}\n`));
    const demo = spawn(process.execPath, ["--import", "tsx", "--conditions=source", demoProgram, "--preview"], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    try {
      const took = await milliseconds(async () => {
        for await (const line of createInterface(demo.stdout)) if (line.startsWith("Boards: ")) return;
        throw new Error("the demo ended before it showed its boards");
      });
      return [`from \`npm run demo -- --preview\` to the page's address  ${(took / 1000).toFixed(1)} s`];
    } finally {
      demo.kill("SIGINT");
      await once(demo, "exit");
    }
  },
});
