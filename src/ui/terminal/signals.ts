import type { Application } from "./desk/application.ts";

/**
 * Everything that may end the program from outside: signals, and errors that nobody caught. Bun would print the
 * latter over the screen and go on.
 */
export function heedSignals(application: Application, onCrash: (error: unknown) => void): { forget(): void } {
  const interrupt = () => void application.interrupt("SIGINT");
  const terminate = () => void application.interrupt("SIGTERM");
  // The line dropped: the runs go on without us.
  const hangUp = () => application.leave({ how: "hangup" });
  // A terminal that is gone refuses what is written to it; that is no crash.
  const ignore = () => undefined;
  const listeners: readonly [string, (...values: never[]) => void][] = [
    ["SIGINT", interrupt],
    ["SIGTERM", terminate],
    ["SIGHUP", hangUp],
    ["uncaughtException", onCrash],
    ["unhandledRejection", onCrash],
  ];
  for (const [event, listener] of listeners) process.on(event, listener as () => void);
  process.stdout.on("error", ignore);
  process.stdin.on("end", hangUp);
  return {
    forget() {
      for (const [event, listener] of listeners) process.off(event, listener as () => void);
      process.stdin.off("end", hangUp);
    },
  };
}
