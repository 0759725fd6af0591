import { Observable } from "../view-model/observable.ts";

/** Cells of the terminal. */
export interface PictureSize {
  readonly columns: number;
  readonly rows: number;
}

/** A drawn picture; `[]` where there is none or it is broken. */
export type PictureLines = readonly string[];

const keptPictures = 48;

/** Pictures as lines of text, drawn ahead of the person; the least recently used ones are dropped. */
export class PictureCache {
  /** Counts pictures that became ready. */
  readonly ready = new Observable(0);
  readonly #drawn = new Map<string, PictureLines>();
  readonly #underway = new Map<string, Promise<void>>();

  constructor(
    private readonly load: (content: string) => Uint8Array | undefined,
    private readonly draw: (preview: Uint8Array, size: PictureSize) => Promise<PictureLines>,
  ) {}

  /** The picture if it is ready. */
  peek(content: string | undefined, size: PictureSize): PictureLines | undefined {
    return content === undefined ? none : this.#drawn.get(keyOf(content, size));
  }

  /** Has it drawn, unless it is or is being. */
  request(content: string | undefined, size: PictureSize): void {
    if (content === undefined) return;
    const key = keyOf(content, size);
    const known = this.#drawn.get(key);
    if (known) {
      // The most recently wanted is the last to go.
      this.#drawn.delete(key);
      this.#drawn.set(key, known);
    } else if (!this.#underway.has(key)) this.#underway.set(key, this.#make(key, content, size));
  }

  /** Requests what will soon be wanted; resolves when all that is being drawn is ready. */
  async prefetch(contents: readonly (string | undefined)[], size: PictureSize): Promise<void> {
    for (const content of contents) this.request(content, size);
    await Promise.all(this.#underway.values());
  }

  async #make(key: string, content: string, size: PictureSize): Promise<void> {
    let lines: PictureLines = [];
    try {
      const preview = this.load(content);
      if (preview) lines = await this.draw(preview, size);
    } catch {
      // A preview that does not decode is shown as no picture; the decision does not depend on it.
    }
    this.#underway.delete(key);
    this.#drawn.set(key, lines);
    for (const oldest of this.#drawn.keys()) {
      if (this.#drawn.size <= keptPictures) break;
      this.#drawn.delete(oldest);
    }
    this.ready.set(this.ready.get() + 1);
  }
}

/** One and the same, so that nothing is drawn again for nothing. */
const none: PictureLines = [];

function keyOf(content: string, { columns, rows }: PictureSize): string {
  return `${columns}x${rows} ${content}`;
}
