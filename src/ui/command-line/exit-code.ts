import { type ErrorCode, errorCatalogue } from "../../engine/errors/catalogue.ts";
import type { RunStatus } from "../../engine/run/progress.ts";

/** Every code a command may end with. A script may rely on them. */
export const exitCodes = [0, 1, 2, 3, 4, 5, 6, 7, 75, 130, 143] as const;
export type ExitCode = (typeof exitCodes)[number];

/** How a run was when its front end left it. */
export interface RunEnd {
  readonly status: RunStatus;
  readonly counts: { readonly review: number };
  /** Neither `--yes` nor `--auto-apply`: what waits for review was never going to be applied. */
  readonly suggesting: boolean;
  /** Why the run stopped by itself (a full disk, too many errors), where it did. */
  readonly stoppedBy?: ErrorCode | undefined;
  /** The signal that ended the command. */
  readonly signal?: "SIGINT" | "SIGTERM" | undefined;
  /** `--detach`: the run was only to be started. */
  readonly detached?: boolean | undefined;
}

/**
 * The exit code of a command that worked on a run. A signal wins over all; then what stopped the run; then failed
 * items over waiting ones.
 */
export function exitCodeOf({ status, counts, suggesting, stoppedBy, signal, detached }: RunEnd): ExitCode {
  if (signal === "SIGINT") return 130;
  if (signal === "SIGTERM") return 143;
  if (detached) return 0;
  if (stoppedBy !== undefined) return errorCatalogue[stoppedBy].exit;
  switch (status) {
    case "completed":
      return counts.review > 0 && !suggesting ? 4 : 0;
    case "partial":
      return 3;
    case "failed":
      return 5;
    case "cancelled":
      // Somebody stopped it from elsewhere: to a script that waits it is the same as a Ctrl-C here.
      return 130;
    default:
      return 75;
  }
}
