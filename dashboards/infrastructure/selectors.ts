import { job } from "../../stack.ts";

/** The reader's choices, as matchers of each exporter's labels. */
export const hosts = `${job("node-exporter")},instance=~"$instance"`;
export const containers = `${job("cadvisor")},name!="",name=~"$container"`;

/** File systems with data, and physical network interfaces. */
export const fileSystems = `${hosts},fstype!~"tmpfs|overlay|squashfs|ramfs|iso9660|nsfs"`;
export const cards = `${hosts},device!~"lo|veth.*|docker.*|br-.*"`;
