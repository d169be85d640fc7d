import { Command } from "commander";
import { checkCommand } from "./promql/check.ts";
import { explainCommand } from "./promql/explain.ts";
import { formatCommand } from "./promql/format.ts";

export default new Command("promql").addCommand(checkCommand).addCommand(explainCommand).addCommand(formatCommand);
