import { EventEmitter, once } from "node:events";

/** What arrived at a sink, in order of arrival. */
export class Inbox<T> {
  readonly items: T[] = [];
  readonly #arrivals = new EventEmitter();

  add(item: T): void {
    this.items.push(item);
    this.#arrivals.emit("arrival");
  }

  /**
   * Waits for the first item that fits, one that is there already included.
   * @param within - milliseconds
   * @throws Error that counts what arrived instead
   */
  async first(fits: (item: T) => boolean = () => true, within = 30_000): Promise<T> {
    const signal = AbortSignal.timeout(within);
    for (;;) {
      const item = this.items.find(fits);
      if (item !== undefined) return item;
      await once(this.#arrivals, "arrival", { signal }).catch(() => {
        throw new Error(`nothing that fits arrived within ${within / 1000} s, ${this.items.length} others did`);
      });
    }
  }
}
