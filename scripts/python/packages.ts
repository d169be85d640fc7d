import { fileURLToPath } from "node:url";

/** What tests, the demo and images of the tests install from Python's package index. */
interface PythonPackage {
  /** As pip reads it. */
  readonly requirement: string;
  /** Dependencies that we do not use and that are large. */
  readonly without?: readonly string[];
}

/** The oldest Python that they are installed for. */
export const oldestPython = "3.10";

export const pythonPackages = {
  // The server alone: what MLflow trains, plots and stores tables with is left out.
  mlflow: { requirement: "mlflow>=3,<4", without: ["scikit-learn", "scipy", "skops", "pyarrow", "matplotlib"] },
  // An object store that speaks S3; what the rest of AWS needs is left out.
  moto: {
    requirement: "moto[server]>=5,<6",
    without: [
      ...["antlr4-python3-runtime", "aws-xray-sdk", "cfn-lint", "docker", "graphql-core", "joserfc"],
      ...["jsonpath-ng", "openapi-spec-validator", "pyparsing"],
    ],
  },
  "prometheus-client": { requirement: "prometheus-client<1" },
  // It writes the lock files.
  uv: { requirement: "uv<1" },
} as const satisfies Readonly<Record<string, PythonPackage>>;

export type PythonPackageName = keyof typeof pythonPackages;

/** The file that names a package and all that it needs, each with its version and the hashes of its files. */
export const lockFile = (name: PythonPackageName): string => fileURLToPath(new URL(`${name}.txt`, import.meta.url));

/** The arguments of pip that install exactly what a lock file names, and nothing whose hash differs. */
export const pipInstall = (file: string): readonly string[] => [
  ...["install", "--quiet", "--no-cache-dir", "--disable-pip-version-check"],
  ...["--require-hashes", "--no-deps", "--only-binary", ":all:", "--requirement", file],
];
