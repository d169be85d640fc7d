import { job, type ServiceName } from "../../stack.ts";

/** The reader's choices, as matchers of each exporter's labels. */
export const serversOf = (exporter: ServiceName): string => `${job(exporter)},instance=~"$instance"`;
export const databases = `${serversOf("postgres-exporter")},datname=~"$database"`;
