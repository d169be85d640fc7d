import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./files.js";

/** The package that a file is part of; undefined for our own files. */
export const packageOf = (file) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1];

/** The licences of packages of which the CLI contains a part, as those demand. */
export const licencesOf = (packages, folderOf) =>
  packages
    .sort()
    .map((name) => {
      const folder = folderOf(name);
      const { version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
      const files = readdirSync(folder).filter((file) => /^(?:licen[cs]e|copying|notice)/i.test(file));
      // One package comes without the text of its licence, which is also ours.
      const isOurs = files.length === 0 && license === "Apache-2.0";
      const texts = (isOurs ? [join(root, "LICENSE")] : files.map((file) => join(folder, file))).map((file) =>
        readFileSync(file, "utf8").trim(),
      );
      if (texts.length === 0) throw new Error(`${folder}: no file with its licence`);
      return `${name} ${version} (${license})\n\n${texts.join("\n\n")}\n`;
    })
    .join(`\n${"-".repeat(80)}\n\n`);
