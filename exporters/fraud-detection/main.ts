import { main } from "../common/main.ts";
import { fraudDetectionExporter } from "./program.ts";

main(fraudDetectionExporter);
