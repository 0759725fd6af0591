import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ServiceBehaviour, startServices } from "../../../src/demo/services/start-services.ts";
import { type Lote, open } from "../../../src/library.ts";

/** A workspace beside a service of vectors on this machine, of an account of the third tier. */
export interface IngestRoom extends AsyncDisposable {
  readonly lote: Lote;
  /** Of the room; it goes with it. */
  readonly folder: string;
  /** Requests for vectors so far. */
  requests(): number;
}

export function ingestRoom(behaviour: ServiceBehaviour): IngestRoom {
  const services = startServices(behaviour);
  const folder = mkdtempSync(join(tmpdir(), "lote-bench-"));
  const lote = open(join(folder, "workspace"), {
    model: "text-embedding-3-small",
    settings: { ...services.settings, "rate-tier": "3" },
  });
  return {
    lote,
    folder,
    requests: () => services.openAi.charged.filter(({ path }) => path === "embedding").length,
    [Symbol.asyncDispose]: async () => {
      await lote.close();
      services[Symbol.dispose]();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
