import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { defineDataset, drift, freshness, nulls, range, rows } from "../../exporters/data-quality/dataset.ts";
import { startPostgres } from "../../scripts/servers/postgres.ts";
import { costLine, measure } from "./measure.ts";

const rowCount = 10_000;

const table = `
  CREATE TABLE orders (id int, amount double precision, email text, created_at timestamptz);
  INSERT INTO orders SELECT i, random() * 100, 'x', now() - (i % 8) * interval '20 hours' FROM generate_series(1, ${rowCount}) i;
  CREATE INDEX ON orders (created_at)`;

const dataset = (i: number) =>
  defineDataset({
    name: `dataset-${i}`,
    database: "shop",
    table: "orders",
    every: "10m",
    window: { column: "created_at", last: "1d" },
    checks: [
      freshness("created_at", "1h"),
      rows({ min: 1 }),
      nulls("email"),
      range("amount", { min: 0, max: 100 }),
      drift("amount", { of: "numbers", time: "created_at", current: "1d", reference: "7d", maxPsi: 0.25 }),
    ],
  });

/** All datasets use one table of 10,000 rows: this measures the exporter, not the database. */
export async function benchDataQuality(): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), "bench-datasets-"));
  const database = await startPostgres();
  const lines: string[] = [];
  try {
    await database.query(table);
    for (const count of [1, 1000]) {
      const file = join(folder, `${count}.json`);
      await writeFile(file, JSON.stringify(Array.from({ length: count }, (_, i) => dataset(i))));
      const environment = {
        DATA_QUALITY_DATABASES: `shop=${database.connection}`,
        DATA_QUALITY_DATASETS: file,
        POLL_INTERVAL: "1s",
      };
      const isFull = (text: string) => (text.match(/^data_quality_rows{/gm) ?? []).length === count;
      const cost = await measure("data-quality", environment, isFull);
      lines.push(costLine(`Data quality (PostgreSQL, ${rowCount} rows each), ${count} datasets`, cost));
    }
  } finally {
    await database.stop();
    await rm(folder, { recursive: true });
  }
  return lines;
}
