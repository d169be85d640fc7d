import { defineExamples } from "bigdata-monitoring";
import { job } from "../stack.ts";
import type rules from "./kafka-consumers.ts";

const kafka = job("kafka-exporter");
const lagExporter = job("kafka-lag-exporter");
const group = `${kafka},instance="kafka-exporter:9308",consumergroup="billing"`;
const orders = `{${group},topic="orders"}`;
const labels = { consumergroup: "billing", topic: "orders" };

export default defineExamples<typeof rules>({
  ConsumerLagHigh: {
    warning: {
      fires: [
        {
          series: { ...lagSeconds("301x20"), ...lagSeconds("10x20", "archive") },
          at: "12m",
          labels: { group: "billing" },
          message: "billing is 5m 1s behind",
        },
      ],
      quiet: [
        { name: "five minutes", series: lagSeconds("300x20"), at: "15m" },
        { name: "not known yet", series: lagSeconds(Array(20).fill("NaN").join(" ")), at: "15m" },
        { name: "a peak", series: lagSeconds("900x8 10x20"), at: "12m" },
      ],
    },
    critical: {
      fires: [
        {
          series: { ...lagSeconds("1801x20"), ...lagSeconds("10x20", "archive") },
          at: "7m",
          labels: { group: "billing" },
        },
      ],
      quiet: [{ name: "not yet critical", series: lagSeconds("1800x20"), at: "15m" }],
    },
  },

  ConsumerLagsInMessages: {
    fires: [{ series: lag("10001+1x60"), at: "35m", labels }],
    quiet: [
      { name: "fewer", series: lag("9000+1x60"), at: "35m" },
      { name: "catches up", series: lag("20000-10x60"), at: "35m" },
      {
        name: "its time lag is known",
        series: { ...lag("10001+1x60"), [`up{${lagExporter},instance="l"}`]: "1x60" },
        at: "35m",
      },
    ],
  },

  ConsumerStuck: {
    fires: [
      {
        name: "a single consumer, on the first message after a pause",
        series: { ...lag("0x20 1x40"), ...committed("600+5x20 700x40"), ...members("1x60") },
        at: "46m",
        labels,
      },
    ],
    quiet: [
      {
        name: "was read until 20 minutes ago",
        series: { ...lag("50+5x60"), ...committed("600+5x20 700x40"), ...members("3x60") },
        at: "40m",
      },
      {
        name: "had nothing to read until 20 minutes ago",
        series: { ...lag("0x20 5+5x40"), ...committed("700x60"), ...members("3x60") },
        at: "40m",
      },
      {
        name: "reads slowly",
        series: { ...lag("50+5x60"), ...committed("700+1x60"), ...members("3x60") },
        at: "30m",
      },
      { name: "has read all", series: { ...lag("0x60"), ...committed("700x60"), ...members("3x60") }, at: "30m" },
      {
        name: "nobody is there",
        series: { ...lag("50+5x60"), ...committed("700x60"), ...members("0x60") },
        at: "30m",
      },
    ],
  },

  ConsumerGroupEmpty: {
    fires: [
      { series: { ...members("1x5 0x30"), ...lag("1x40") }, at: "13m", labels: { consumergroup: "billing" } },
      { name: "gone since yesterday", series: { ...members("3x2 0x300"), ...lag("100x300") }, step: "5m", at: "24h" },
    ],
    quiet: [
      { name: "is deployed", series: { ...members("3x5 0x4 3x30"), ...lag("100x40") }, at: "13m" },
      {
        name: "of a console",
        series: { ...members("0x40", "console-consumer-7"), ...lag("100x40", "console-consumer-7") },
        at: "13m",
      },
      { name: "has read all", series: { ...members("3x5 0x30"), ...lag("0x40") }, at: "13m" },
    ],
  },

  ConsumerLosesMessages: {
    warning: {
      fires: [{ series: { ...lag("4100+10x60"), ...retained(8000) }, at: "35m", labels }],
      quiet: [
        { name: "nearly half", series: { ...lag("3900x60"), ...retained(8000) }, at: "35m" },
        { name: "catches up", series: { ...lag("7000-10x60"), ...retained(8000) }, at: "35m" },
        { name: "keeps little", series: { ...lag("900x60"), ...retained(950) }, at: "35m" },
      ],
    },
    critical: {
      fires: [{ name: "gains nothing", series: { ...lag("6600x60"), ...retained(8000) }, at: "25m", labels }],
      quiet: [
        { name: "not yet critical", series: { ...lag("6300x60"), ...retained(8000) }, at: "35m" },
        { name: "catches up", series: { ...lag("7900-10x60"), ...retained(8000) }, at: "35m" },
      ],
    },
  },
});

function lagSeconds(samples: string, cluster = "main") {
  const exporter = `${lagExporter},instance="kafka-lag-exporter:8000",cluster_name="${cluster}",group="billing"`;
  return { [`kafka_consumergroup_group_max_lag_seconds{${exporter}}`]: samples };
}

function lag(messages: string, consumergroup = "billing") {
  const partition = orders.replace("billing", consumergroup).replace("}", ',partition="0"}');
  return { [`kafka_consumergroup_lag${partition}`]: messages };
}

function committed(offset: string) {
  return {
    [`kafka_consumergroup_current_offset${orders.replace("}", ',partition="0"}')}`]: offset,
    [`kafka_consumergroup_current_offset${orders.replace("}", ',partition="1"}')}`]: "0+100x60",
  };
}

function members(number: string, consumergroup = "billing") {
  return { [`kafka_consumergroup_members{${group.replace("billing", consumergroup)}}`]: number };
}

/** A topic of one partition that retains the given number of messages. */
function retained(messages: number) {
  const partition = `${kafka},instance="kafka-exporter:9308",topic="orders",partition="0"`;
  return {
    [`kafka_topic_partition_oldest_offset{${partition}}`]: "1000x60",
    [`kafka_topic_partition_current_offset{${partition}}`]: `${1000 + messages}x60`,
  };
}
