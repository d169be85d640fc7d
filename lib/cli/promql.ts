import { Command } from "commander";
import { checkCommand } from "./promql/check.ts";
import { explainCommand } from "./promql/explain.ts";
import { formatCommand } from "./promql/format.ts";
import { mistakesCommand } from "./promql/mistakes-command.ts";

export default new Command("promql")
  .description("Check, explain or format a PromQL expression.")
  .addCommand(checkCommand)
  .addCommand(explainCommand)
  .addCommand(formatCommand)
  .addCommand(mistakesCommand);
