import { Observable } from "../view-model/observable.ts";

/** Cells of the terminal. */
export interface PictureSize {
  readonly columns: number;
  readonly rows: number;
}

/** A drawn picture; `[]` where there is none or it is broken. */
export type PictureLines = readonly string[];

/** A picture that was drawn; what keeps it in the terminal, if anything does, ends with `forget`. */
export interface Drawn {
  readonly lines: PictureLines;
  readonly forget?: () => void;
}

/** Draws a preview into a size, in the proportions of the preview `like`, which may be its own. */
export type Draw = (preview: Uint8Array, size: PictureSize, like: Uint8Array) => Promise<Drawn>;

/** A picture as it is wanted. */
export interface Wish {
  /** Undefined: there is no picture. */
  readonly content: string | undefined;
  readonly size: PictureSize;
  /** In the proportions of this other picture, so that both lie exactly over each other. */
  readonly like?: string | undefined;
}

const keptPictures = 48;

/** Pictures as lines of text, drawn ahead of the person; the least recently used ones are dropped. */
export class PictureCache {
  /** Counts pictures that became ready. */
  readonly ready = new Observable(0);
  readonly #drawn = new Map<string, Drawn>();
  readonly #underway = new Map<string, Promise<void>>();

  constructor(
    private readonly load: (content: string) => Uint8Array | undefined,
    private readonly draw: Draw,
  ) {}

  /** The picture if it is ready. */
  peek(wish: Wish): PictureLines | undefined {
    return wish.content === undefined ? none.lines : this.#drawn.get(keyOf(wish))?.lines;
  }

  /** Has it drawn, unless it is or is being. */
  request(wish: Wish): void {
    if (wish.content === undefined) return;
    const key = keyOf(wish);
    const known = this.#drawn.get(key);
    if (known) {
      // The most recently wanted is the last to go.
      this.#drawn.delete(key);
      this.#drawn.set(key, known);
    } else if (!this.#underway.has(key)) this.#underway.set(key, this.#make(key, wish.content, wish));
  }

  /** Requests what will soon be wanted; resolves when all that is being drawn is ready. */
  async prefetch(wishes: readonly Wish[]): Promise<void> {
    for (const wish of wishes) this.request(wish);
    await Promise.all(this.#underway.values());
  }

  /** Drops everything. */
  clear(): void {
    for (const { forget } of this.#drawn.values()) forget?.();
    this.#drawn.clear();
  }

  async #make(key: string, content: string, { size, like = content }: Wish): Promise<void> {
    let drawn = none;
    try {
      const preview = this.load(content);
      if (preview) drawn = await this.draw(preview, size, this.load(like) ?? preview);
    } catch {
      // A preview that does not decode is shown as no picture; the decision does not depend on it.
    }
    this.#underway.delete(key);
    this.#drawn.set(key, drawn);
    for (const [oldest, { forget }] of this.#drawn) {
      if (this.#drawn.size <= keptPictures) break;
      this.#drawn.delete(oldest);
      forget?.();
    }
    this.ready.set(this.ready.get() + 1);
  }
}

/** One and the same, so that nothing is drawn again for nothing. */
const none: Drawn = { lines: [] };

function keyOf({ content, size: { columns, rows }, like = content }: Wish): string {
  return `${columns}x${rows} ${content} ${like}`;
}
