import { userInfo } from "node:os";

/** Who looks faces up: the account on this machine, by name or, where it has none, by number. */
export function actor(environment: Readonly<Record<string, string | undefined>> = process.env): string {
  const named = nameOfAccount();
  if (named !== undefined && named !== "unknown") return named;
  return environment.LOGNAME || environment.USER || String(process.getuid?.() ?? "");
}

function nameOfAccount(): string | undefined {
  try {
    return userInfo().username;
  } catch {
    return undefined;
  }
}
