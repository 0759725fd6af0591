import { readFileSync } from "node:fs";
import { hostname } from "node:os";

/**
 * Which running machine this is: containers of one host share it, a reboot changes it. Two processes with the
 * same identity see each other's file locks.
 */
export function machineIdentity(): string {
  try {
    return readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
  } catch {
    return hostname();
  }
}
