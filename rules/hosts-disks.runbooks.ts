import { defineRunbooks } from "bigdata-monitoring";
import type disks from "./hosts-disks.ts";

export default defineRunbooks<typeof disks>({
  HostFilesystemReadOnly: {
    check: [
      "`dmesg -T | grep -iE 'remount|I/O error|ext4|xfs' | tail -20`: what the kernel saw.",
      "`findmnt MOUNTPOINT` and `smartctl -H /dev/DISK`: the device, and whether it is failing.",
    ],
    found: {
      "the disk reports errors": [
        "Stop what writes there: `docker stop CONTAINER` of the services with volumes on it. Copy the data to another disk while it can be read: `rsync -aHAX MOUNTPOINT/ TARGET/`.",
        "Replace the disk or the volume, restore, and start the services.",
      ],
      "a storage network was interrupted": [
        "Once it is back: unmount, check (`fsck -y /dev/DISK` or `xfs_repair`), mount, and start the services.",
      ],
      "somebody mounted it so": ["`mount -o remount,rw MOUNTPOINT`, and correct `/etc/fstab`."],
    },
    undo: "Keep the old disk until the restored data is checked.",
    verify: "`touch MOUNTPOINT/.write-test && rm MOUNTPOINT/.write-test` works, and `dmesg -T | tail` is quiet.",
    call: { "data-engineering": "if Kafka or a pipeline stores data there" },
  },
});
