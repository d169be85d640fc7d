import { main } from "../common/main.ts";
import { mlflowExporter } from "./program.ts";

main(mlflowExporter);
