import { telemetryOff } from "../../processes/child-environment.ts";

export type Runtime = typeof import("onnxruntime-node");

/**
 * The only way to onnxruntime: loads it, in a process that was started with its telemetry off. To set the variable
 * here would be too late: what is assigned to `process.env` in Bun never reaches native code.
 *
 * @throws Error where the process was started without
 */
export async function loadRuntime(): Promise<Runtime> {
  const [name, value] = ["ORT_DISABLE_TELEMETRY", telemetryOff.ORT_DISABLE_TELEMETRY] as const;
  if (process.env[name] !== value) throw new Error(`start this process with ${name}=${value}`);
  return import("onnxruntime-node");
}
