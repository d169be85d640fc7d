import { main } from "../common/main.ts";
import { dataQualityExporter } from "./program.ts";

main(dataQualityExporter);
