/**
 * The compose file, as far as it is held against the definitions. People write and tweak it by hand.
 * Source: https://github.com/compose-spec/compose-spec
 */
export interface ComposeFile {
  readonly services: Readonly<Record<string, ComposeService>>;
}

export interface ComposeService {
  readonly image?: string;
  /** How to make the image, where it is not published. */
  readonly build?: unknown;
  readonly container_name?: string;
  readonly profiles?: readonly string[];
  readonly command?: readonly string[];
  /** As `127.0.0.1:9090:9090`. */
  readonly ports?: readonly string[];
  readonly healthcheck?: { readonly test: readonly string[] };
  readonly secrets?: readonly (string | ComposeSecret)[];
  readonly "x-target"?: ComposeTarget;
}

/** What an exporter asks. Docker Compose passes fields that begin with `x-` over: this one is for `up` and `status`. */
export interface ComposeTarget {
  /** As `${KAFKA_ADDRESS:-kafka:9092}`: the variable of `.env` that says where it is. */
  readonly address: string;
  /** Whether the exporter ends while its target does not answer. Defaults to false. */
  readonly required?: boolean;
}

export interface ComposeSecret {
  readonly source: string;
  /** Where the container finds it. */
  readonly target?: string;
}

/** The port within the container, of `[address:]published:container`, variables within the address allowed. */
export const containerPort = (port: string): number => Number(port.slice(port.lastIndexOf(":") + 1));
