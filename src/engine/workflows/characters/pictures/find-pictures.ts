import { createHash } from "node:crypto";
import type { PictureCredit } from "../../../../stores/characters.ts";
import { nameKey } from "../../../../stores/sqlite/characters/characters.ts";
import type { Stores } from "../../../../stores/sqlite/open.ts";
import type { EngineSettings } from "../../../config/engine-settings.ts";
import { LoteError, toLoteError } from "../../../errors/lote-error.ts";
import type { StageContext } from "../../../flow/stage.ts";
import { makePreview } from "../../../images/preview.ts";
import { decodeRepresentative } from "../../../images/representative-frame.ts";
import type { KnownPicture } from "../person.ts";
import type { CharacterServices } from "../services.ts";
import type { Circuits } from "./circuits.ts";
import { type DrawPicture, generatorOf } from "./generator.ts";
import { isKnownPlaceholder, isPlaceholderName } from "./placeholders.ts";
import { keepPortrait, type Portrait, portraitPreview } from "./portrait-file.ts";
import { flawOf } from "./quality.ts";

/** Where pictures are looked for. */
export const pictureSteps = ["wikipedia", "duckduckgo", "generate"] as const;
export type PictureStep = (typeof pictureSteps)[number];

/** A step of the search that gave nothing, and why. */
export interface LeftStep {
  readonly step: PictureStep;
  /** An error's code, a flaw, or `none`. */
  readonly reason: string;
}

/** A picture that may be taken. */
export interface PictureChoice {
  readonly portrait: Portrait;
  readonly credit: PictureCredit;
  readonly title: string;
  /** Its source speaks for it: an encyclopedia's picture of just this person, or a page named after it. */
  readonly isSure: boolean;
  /** Key of its preview. */
  readonly preview: string;
  /** Its preview, until it is stored. */
  readonly previewBytes?: Uint8Array;
}

/** Whose picture is wanted. */
export interface Wanted {
  readonly entity: string;
  readonly name: string;
  readonly description: string;
  readonly pictures: readonly KnownPicture[];
  /** Perceptual hashes of pictures that a person removed: none of them is offered again. */
  readonly removed: readonly string[];
  readonly item: number;
  /** How often it was tried before, all steps together. */
  readonly attempts: number;
}

export interface FoundPictures {
  readonly choices: readonly PictureChoice[];
  readonly left: readonly LeftStep[];
}

/** Doubtful pictures are offered up to so many. */
const mostChoices = 3;
/** Results of a search that are tried before it is given up. */
const mostTries = 6;
/** What may pass is tried again so often before the next source is turned to. */
const patience = 2;
/** So many others with the same picture make it a placeholder: two may well be one person under two entries. */
const othersOfPlaceholder = 2;
const maxBytes = 24 * 2 ** 20;
/** How long a picture's host may take, milliseconds; and from when on others need not wait for it. */
const deadlines = { connect: 8000, firstByte: 15_000, total: 60_000 };
const silenceMs = 3000;
/** And where the host has not answered in this run yet, so that a dead one holds up nobody. */
const unprovenMs = 100;

/** Errors after which a source is not asked any more in this run. */
const closing: ReadonlySet<string> = new Set([
  "search-blocked",
  "search-changed",
  "quota-exceeded",
  "key-refused",
  "organisation-unverified",
  "model-gone",
  "model-unknown",
  "model-unchosen",
]);

/** Errors that are the run's, not the picture's. */
const passing: ReadonlySet<string> = new Set(["max-cost", "price-unknown", "disk-full"]);

/** Looks for pictures of somebody, source after source, until one has a good one. */
export class PictureFinder {
  readonly #draw: DrawPicture | null;
  /** For whom a picture was found in this run, by its hash: they are not in the collection yet. */
  readonly #shown = new Map<string, Set<string>>();
  /** Hosts that gave a picture in this run. */
  readonly #answered = new Set<string>();

  constructor(
    private readonly stores: Stores,
    private readonly services: CharacterServices,
    private readonly circuits: Circuits,
    private readonly steps: readonly PictureStep[],
    settings: EngineSettings,
  ) {
    this.#draw = generatorOf(settings, services.fetcher, services.languageModel);
  }

  /** Is there anything that draws pictures? */
  get canDraw(): boolean {
    return this.#draw !== null;
  }

  /**
   * @throws LoteError what is tried again later (a source is down, or asks to wait), and what stops the run
   */
  async find(wanted: Wanted, context: StageContext): Promise<FoundPictures> {
    const left: LeftStep[] = [];
    for (const step of this.steps) {
      const closed = this.circuits.openedBy(step);
      if (closed !== undefined) {
        left.push({ step, reason: closed });
        continue;
      }
      try {
        const found = await this.#ask(step, wanted, context);
        if (found.choices.length > 0) return { choices: found.choices, left };
        left.push({ step, reason: found.reason });
      } catch (error) {
        left.push({ step, reason: await this.#reasonOf(step, error, wanted, context) });
      }
    }
    return { choices: [], left };
  }

  /** One picture drawn, whatever the steps are: a person asked for it. */
  async draw(wanted: Wanted, context: StageContext): Promise<PictureChoice> {
    const { choices, reason } = await this.#drawn(wanted, context);
    const [choice] = choices;
    if (!choice) throw new LoteError("answer-broken", { model: "generate", detail: reason });
    return choice;
  }

  async #reasonOf(step: PictureStep, error: unknown, wanted: Wanted, context: StageContext): Promise<string> {
    context.signal.throwIfAborted();
    const known = toLoteError(error);
    if (known.code === "bug" || passing.has(known.code)) throw error;
    if (closing.has(known.code)) {
      await this.circuits.open(step, known.code);
      return known.code;
    }
    if (known.retry === "transient" && wanted.attempts < patience) throw error;
    return known.code;
  }

  async #ask(step: PictureStep, wanted: Wanted, context: StageContext): Promise<StepResult> {
    if (step === "wikipedia") return this.#fromWikimedia(wanted, context);
    if (step === "duckduckgo") return this.#fromSearch(wanted, context);
    const drawn = await this.#drawn(wanted, context);
    // What was paid for is not drawn anew: the removed one would come again.
    const isRemoved = drawn.choices.some(({ portrait }) => wanted.removed.includes(portrait.hash));
    return isRemoved ? { choices: [], reason: "removed" } : drawn;
  }

  async #fromWikimedia(wanted: Wanted, context: StageContext): Promise<StepResult> {
    let reason = "none";
    for (const picture of wanted.pictures) {
      const { url, credit } = picture;
      if (url === null) continue;
      const made = await this.#make(url, true, wanted, context, {
        source: picture.source,
        page: credit?.page ?? null,
        url,
        author: credit?.author ?? null,
        licence: credit?.licence ?? null,
        licenceUrl: credit?.licenceUrl ?? null,
        generator: null,
      });
      if ("portrait" in made) return { choices: [{ ...made, title: picture.file, isSure: true }], reason };
      reason = made.flaw;
    }
    return { choices: [], reason };
  }

  async #fromSearch(wanted: Wanted, context: StageContext): Promise<StepResult> {
    const found = await this.services.duckDuckGo.search(wanted.name, context.signal);
    const choices: PictureChoice[] = [];
    let reason = "none";
    for (const { url, page, title } of found.slice(0, mostTries)) {
      const credit = {
        source: "duckduckgo",
        page,
        url,
        author: null,
        licence: null,
        licenceUrl: null,
        generator: null,
      } as const;
      const made = await this.#make(url, false, wanted, context, credit).catch((error) => {
        context.signal.throwIfAborted();
        return { flaw: toLoteError(error).code };
      });
      if (!("portrait" in made)) {
        reason = made.flaw;
        continue;
      }
      const isSure = namesIn(title, wanted.name);
      choices.push({ ...made, title, isSure });
      if (isSure || choices.length === mostChoices) break;
    }
    // What speaks for itself comes first.
    return { choices: choices.sort((a, b) => Number(b.isSure) - Number(a.isSure)), reason };
  }

  async #drawn(
    { entity, name, description, item }: Wanted,
    { paid: pay, signal }: StageContext,
  ): Promise<StepResult> {
    if (!this.#draw) return { choices: [], reason: "not-configured" };
    const { bytes, generator } = await this.#draw({ entity, name, description, item, pay, signal });
    const made = await this.#toChoice(bytes, {
      source: "generated",
      page: null,
      url: null,
      author: null,
      licence: null,
      licenceUrl: null,
      generator,
    });
    return { choices: [{ ...made, title: generator, isSure: true }], reason: "none" };
  }

  async #make(
    url: string,
    isOfService: boolean,
    wanted: Wanted,
    context: StageContext,
    credit: Omit<PictureCredit, "sourceSha256" | "fetchedAt">,
  ): Promise<Omit<PictureChoice, "title" | "isSure"> | { readonly flaw: string }> {
    const base = isOfService ? this.#baseOf(url) : this.#searchBase(url);
    if (isPlaceholderName(fileOf(url))) return { flaw: "placeholder" };
    const answer = this.services.fetcher.fetch({
      url,
      ...(base === undefined ? {} : { base }),
      expect: "picture",
      maxBytes,
      deadlines,
      signal: context.signal,
    });
    const { host } = new URL(url);
    // A host that is silent holds up nobody but itself.
    const body = await context.patiently(answer, this.#answered.has(host) ? silenceMs : unprovenMs).then(
      (whole) => whole.body,
      (error: unknown) => {
        if (isVideo(error)) return null;
        throw error;
      },
    );
    if (body === null) return { flaw: "video" };
    this.#answered.add(host);
    // While this machine looks at it, the next one may be asked for.
    return context.patiently(this.#judged(body, wanted, credit), 0);
  }

  async #judged(
    body: Uint8Array,
    { entity, removed }: Wanted,
    credit: Omit<PictureCredit, "sourceSha256" | "fetchedAt">,
  ): Promise<Omit<PictureChoice, "title" | "isSure"> | { readonly flaw: string }> {
    const picture = await decodeRepresentative(body);
    const flaw = isKnownPlaceholder(picture) ? "placeholder" : flawOf(picture);
    if (flaw !== null) return { flaw };
    const choice = await this.#toChoice(body, credit, picture);
    if (removed.includes(choice.portrait.hash)) return { flaw: "removed" };
    return this.#isPlaceholder(choice.portrait.hash, entity) ? { flaw: "placeholder" } : choice;
  }

  /** A picture that several others have already, or were just shown with, is nobody's. */
  #isPlaceholder(hash: string, entity: string): boolean {
    const kept = this.stores.characters.collection.withHash(hash, othersOfPlaceholder + 1);
    const shown = this.#shown.get(hash) ?? new Set();
    this.#shown.set(hash, shown.add(entity));
    const others = new Set([...kept, ...shown]);
    others.delete(entity);
    return others.size >= othersOfPlaceholder;
  }

  /** Which configured service a picture's address belongs to: only that one may be on a closed address. */
  #baseOf(url: string): string | undefined {
    const { addresses, languages } = this.services;
    const all = [addresses.commons, addresses.wikidata, ...languages.map((one) => addresses.wikipedia(one))];
    const { origin } = new URL(url);
    return all.find(({ base, configured }) => configured && new URL(base).origin === origin)?.base;
  }

  #searchBase(url: string): string | undefined {
    return this.services.duckDuckGo.baseFor(url);
  }

  async #toChoice(
    bytes: Uint8Array,
    credit: Omit<PictureCredit, "sourceSha256" | "fetchedAt">,
    decoded?: Awaited<ReturnType<typeof decodeRepresentative>>,
  ): Promise<Omit<PictureChoice, "title" | "isSure">> {
    const picture = decoded ?? (await decodeRepresentative(bytes));
    const portrait = await keepPortrait(this.stores.folder, picture, credit);
    return {
      portrait,
      credit: {
        ...credit,
        sourceSha256: createHash("sha256").update(bytes).digest("hex"),
        fetchedAt: this.stores.ledger.now(),
      },
      preview: portraitPreview(portrait.sha256),
      previewBytes: await makePreview(picture),
    };
  }
}

interface StepResult {
  readonly choices: readonly PictureChoice[];
  readonly reason: string;
}

/** The last part of an address, decoded. */
function fileOf(url: string): string {
  const last = new URL(url).pathname.split("/").at(-1) ?? "";
  // A thumbnail's name is the file's behind its width.
  const file = last.replace(/^\d+px-/, "");
  try {
    return decodeURIComponent(file);
  } catch {
    return file;
  }
}

function isVideo(error: unknown): boolean {
  return error instanceof LoteError && error.code === "response-type" && error.data.found === "video";
}

/** Do all words of the name stand in the title? */
function namesIn(title: string, name: string): boolean {
  const said = new Set(nameKey(title).split(/[^\p{L}\p{N}]+/u));
  return nameKey(name)
    .split(/[^\p{L}\p{N}]+/u)
    .every((word) => said.has(word));
}
