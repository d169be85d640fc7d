import { defineExamples } from "bigdata-monitoring";
import type rules from "./kafka-jmx.ts";

const broker = (id: number) => `{job="kafka-jmx",instance="kafka-${id}:7071"}`;
const labels = { instance: "kafka-1:7071" };

export default defineExamples<typeof rules>({
  KafkaPartitionsUnderMinIsr: {
    fires: [{ series: on(1, "kafka_server_replicamanager_underminisrpartitioncount", "0x2 1x10"), at: "6m", labels }],
    quiet: [
      {
        name: "while a broker restarts",
        series: on(1, "kafka_server_replicamanager_underminisrpartitioncount", "0x2 1 1 0x10"),
        at: "5m",
      },
    ],
  },

  KafkaControllerWrong: {
    fires: [
      { name: "none", series: controllers("0x20", "0x20"), at: "7m", message: "0 active controllers" },
      { name: "two", series: controllers("1x20", "1x20"), at: "7m", message: "2 active controllers" },
    ],
    quiet: [
      { name: "one of two", series: controllers("1x20", "0x20"), at: "7m" },
      { name: "an election", series: controllers("1x5 0x3 0x20", "0x5 0x3 1x20"), at: "12m" },
    ],
  },

  KafkaElectionUnclean: {
    fires: [
      {
        series: on(1, "kafka_controller_controllerstats_uncleanleaderelections_total", "0x5 1x30"),
        at: "6m",
        labels,
      },
      {
        name: "half an hour ago",
        series: on(1, "kafka_controller_controllerstats_uncleanleaderelections_total", "0x5 1x60"),
        at: "36m",
      },
    ],
    quiet: [
      {
        name: "over an hour ago",
        series: on(1, "kafka_controller_controllerstats_uncleanleaderelections_total", "0x5 1x90"),
        at: "1h30m",
      },
      {
        name: "long ago",
        series: on(1, "kafka_controller_controllerstats_uncleanleaderelections_total", "1x90"),
        at: "30m",
      },
    ],
  },

  KafkaLogDirectoryOffline: {
    fires: [{ series: on(1, "kafka_log_logmanager_offlinelogdirectorycount", "0x2 1x10"), at: "5m", labels }],
    quiet: [{ name: "all online", series: on(1, "kafka_log_logmanager_offlinelogdirectorycount", "0x10"), at: "5m" }],
  },

  KafkaRequestHandlersBusy: {
    fires: [
      {
        series: on(1, "kafka_server_kafkarequesthandlerpool_requesthandleravgidle_percent", "0.19x30"),
        at: "17m",
        labels,
        message: "19%",
      },
    ],
    quiet: [
      {
        name: "idle enough",
        series: on(1, "kafka_server_kafkarequesthandlerpool_requesthandleravgidle_percent", "0.2x30"),
        at: "20m",
      },
    ],
  },
});

function on(id: number, metric: string, samples: string) {
  return { [`${metric}${broker(id)}`]: samples };
}

function controllers(first: string, second: string) {
  const metric = "kafka_controller_kafkacontroller_activecontrollercount";
  return { ...on(1, metric, first), ...on(2, metric, second) };
}
