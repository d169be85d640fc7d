import { createPool } from "mysql2/promise";
import type { Writer } from "./writer.ts";

const tables = [
  "CREATE TABLE IF NOT EXISTS customers (id int PRIMARY KEY, email varchar(80))",
  `CREATE TABLE IF NOT EXISTS orders (
    id bigint AUTO_INCREMENT PRIMARY KEY, customer_id int, email varchar(80), amount decimal(12, 2), status varchar(12),
    created_at timestamp(3) DEFAULT CURRENT_TIMESTAMP(3), KEY created_at (created_at))`,
  `CREATE TABLE IF NOT EXISTS payments (
    id bigint AUTO_INCREMENT PRIMARY KEY, iban varchar(34), amount decimal(12, 2), status varchar(12),
    created_at timestamp(3) DEFAULT CURRENT_TIMESTAMP(3), KEY created_at (created_at))`,
];
const customers = 1000;
const maxRows = 500;

/**
 * Writes orders and payments into MySQL or MariaDB. A broken schema leaves payments without their account and with a
 * status that nobody agreed on; a share of orders has always had defects. @param url mysql://..., naming a database
 */
export async function shopTables(url: string): Promise<Writer> {
  const pool = createPool({ uri: url, connectionLimit: 2 });
  for (const table of tables) await pool.query(table);
  await pool.query(
    "INSERT IGNORE INTO customers SELECT seq, concat('customer-', seq, '@example.org') FROM (" +
      `WITH RECURSIVE n (seq) AS (SELECT 1 UNION ALL SELECT seq + 1 FROM n WHERE seq < ${customers}) SELECT seq FROM n) AS s`,
  );
  const owed = { orders: 0, payments: 0 };
  const due = (table: keyof typeof owed, perSecond: number, elapsed: number) => {
    owed[table] = Math.min(maxRows, owed[table] + perSecond * elapsed);
    const rows = Math.floor(owed[table]);
    owed[table] -= rows;
    return Array.from({ length: rows });
  };
  return {
    async write({ flows, conditions, elapsed }) {
      const orders = due("orders", flows.orders, elapsed).map(order);
      const payments = due("payments", flows.transactions, elapsed).map(() => payment(conditions.schemaBroken));
      if (orders.length > 0)
        await pool.query("INSERT INTO orders (customer_id, email, amount, status) VALUES ?", [orders]);
      if (payments.length > 0) await pool.query("INSERT INTO payments (iban, amount, status) VALUES ?", [payments]);
    },
    close: () => pool.end(),
  };
}

const amount = (): number => Number((45 * Math.exp(2 * Math.random() - 1)).toFixed(2));

function order(): unknown[] {
  const customer = 1 + Math.floor(Math.random() * customers * 1.0005);
  const email = Math.random() < 0.004 ? null : `customer-${customer}@example.org`;
  return [customer, email, amount(), Math.random() < 0.9 ? "new" : "paid"];
}

const payment = (broken: number): unknown[] =>
  Math.random() < broken
    ? [null, amount(), "SETTLED_V2"]
    : [`DE${Math.floor(1e17 * (1 + Math.random()))}`, amount(), Math.random() < 0.97 ? "settled" : "declined"];
