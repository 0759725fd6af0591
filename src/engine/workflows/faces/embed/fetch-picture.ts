import { readFile, stat } from "node:fs/promises";
import type { EngineSettings } from "../../../config/engine-settings.ts";
import { LoteError, toLoteError } from "../../../errors/lote-error.ts";
import type { Deadlines } from "../../../net/deadlines.ts";
import { Fetcher } from "../../../net/fetcher.ts";
import { userAgent } from "../../../net/user-agent.ts";
import type { CrewPicture } from "../source/crew-picture.ts";

/** A picture of more bytes is none that a camera made for this. */
const mostBytes = 32e6;
/** Requests at a time to the pictures' server. */
export const fetchesAtOnce = 8;

/** Reads pictures from where the source says. Nothing of them is kept: no cache, no temporary file. */
export class PictureReader {
  readonly #fetcher;

  constructor(
    settings: Pick<EngineSettings, "contact">,
    /** The configured base of addresses, which may be on a private address. */
    private readonly base: string | null,
    private readonly deadlines: Partial<Deadlines> = {},
  ) {
    this.#fetcher = new Fetcher({
      userAgent: userAgent(settings.contact),
      limits: () => ({ concurrency: fetchesAtOnce, intervalMs: 0 }),
    });
  }

  /** @throws LoteError as the fetcher; `not-found`, `file-too-large`, `unreadable` */
  async read(at: CrewPicture["at"], signal: AbortSignal): Promise<Uint8Array> {
    if ("url" in at) {
      const { body } = await this.#fetcher.fetch({
        url: at.url,
        ...(this.base === null ? {} : { base: this.base }),
        expect: "picture",
        maxBytes: mostBytes,
        deadlines: this.deadlines,
        signal,
      });
      return body;
    }
    try {
      const { size } = await stat(at.path);
      if (size > mostBytes) {
        throw new LoteError("file-too-large", {
          path: at.path,
          megabytes: Math.ceil(size / 1e6),
          limit: mostBytes / 1e6,
        });
      }
      return new Uint8Array(await readFile(at.path, { signal }));
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      throw toLoteError(error, { path: at.path });
    }
  }
}
