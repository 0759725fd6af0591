const passed =
  /^(PATH|HOME|TMPDIR|LANG|LC_|LD_|DYLD_|XDG_|CUDA|NVIDIA|VK_|MESA|DRI_|WAYLAND_DISPLAY$|DISPLAY$)/;

/**
 * Keeps what we build on from telling its makers of us. From 1.29 on, onnxruntime sends an event for each process and
 * session unless it finds this as it starts; then it writes no log, no device id and no database either. Bun's reports
 * of crashes are off in bunfig.toml; the second says the same to all who heed it.
 */
export const telemetryOff = { ORT_DISABLE_TELEMETRY: "1", DO_NOT_TRACK: "1" } as const;

/** What of the environment a child that only computes gets to see: paths and drivers, and no key of any service. */
export function childEnvironment(env: NodeJS.ProcessEnv = process.env): Record<string, string> {
  const kept = Object.entries(env).filter(
    (entry): entry is [string, string] => passed.test(entry[0]) && entry[1] !== undefined,
  );
  return { ...Object.fromEntries(kept), NODE_ENV: "production", ...telemetryOff };
}
