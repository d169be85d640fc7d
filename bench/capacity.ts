import { measureHosts } from "../scripts/capacity/simulated-hosts.ts";
import { defineBenchmark } from "./bench.ts";

export default defineBenchmark({
  name: "capacity",
  question: "What does a real Prometheus need for 10, 100 and 1,000 simulated hosts, compared with the estimate?",
  run: async () => {
    const lines: string[] = [];
    for (const hosts of [10, 100, 1000]) {
      const { measured, predicted } = await measureHosts(hosts, 60);
      const share = (estimated: number, real: number) => `${Math.round((100 * estimated) / real)} %`;
      lines.push(
        `${hosts} hosts: ${measured.series} series, estimated ${share(predicted.series, measured.series)}; ` +
          `${Math.round(measured.samplesPerSecond)} samples/s, estimated ${share(predicted.samplesPerSecond, measured.samplesPerSecond)}; ` +
          `${Math.round(measured.memory / 2 ** 20)} MiB, estimated ${share(predicted.memory, measured.memory)}; ` +
          `${measured.logPerSample.toFixed(1)} bytes a sample in the log, ${measured.wirePerSample.toFixed(1)} on the wire`,
      );
    }
    return lines;
  },
});
