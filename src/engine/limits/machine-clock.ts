import { readFileSync } from "node:fs";
import { machineIdentity } from "../run/machine.ts";

/** Time that all processes of a machine share and that nobody can set. */
export interface MachineClock {
  /** Which start of which machine: times of different ones say nothing about each other. */
  readonly machine: string;
  /** Milliseconds since the machine was started; goes on while it sleeps, never back. */
  now(): number;
  /** The date, milliseconds since 1970. */
  date(): number;
  /** @returns to be called when it is no longer wanted */
  after(milliseconds: number, act: () => void): () => void;
}

/** The system's clock is asked again after so long, milliseconds: while a machine sleeps a process's own stands still. */
const anchorMs = 1000;

/** The clock of the machine that this process runs on. */
export function machineClock(): MachineClock {
  let anchor = 0;
  let anchoredAt = Number.NEGATIVE_INFINITY;
  return {
    machine: machineIdentity(),
    now: () => {
      const own = performance.now();
      if (own - anchoredAt > anchorMs) {
        const known = anchor + (own - anchoredAt);
        anchor = Number.isFinite(known) ? Math.max(known, uptimeMs()) : uptimeMs();
        anchoredAt = own;
      }
      return anchor + (own - anchoredAt);
    },
    date: Date.now,
    after: (milliseconds, act) => {
      const timer = setTimeout(act, Math.ceil(milliseconds));
      return () => clearTimeout(timer);
    },
  };
}

/** Where the system does not tell how long it has been running, the date stands for it. */
function uptimeMs(): number {
  try {
    return Number.parseFloat(readFileSync("/proc/uptime", "utf8")) * 1000;
  } catch {
    return Date.now();
  }
}
