import { createHash } from "node:crypto";
import type { FaceSink } from "../../../../stores/faces.ts";
import type { FaceTables } from "../../../../stores/sqlite/faces/tables.ts";
import type { Stores } from "../../../../stores/sqlite/open.ts";
import type { EngineSettings } from "../../../config/engine-settings.ts";
import { LoteError } from "../../../errors/lote-error.ts";
import type { FaceBox, FaceReader, FaceThresholds } from "../../../faces/face-model.ts";
import { type FaceGallery, type IdentifiedFace, identifyFaces } from "../../../faces/identify.ts";
import { consentRule } from "../care/consent-rule.ts";
import type { SinkKind } from "../parameters.ts";
import type { OpenReader } from "../reader.ts";
import { openFaceStores } from "../sink/open-sink.ts";
import { usualSink } from "../sink/usual-sink.ts";
import { actor } from "./actor.ts";
import { loadGallery } from "./gallery.ts";
import { thresholdsOf } from "./thresholds.ts";

/** Matches a face, at most. */
const mostMatches = 5;

/** A face of a photo, and who it may be. */
export interface SeenFace extends IdentifiedFace {
  readonly box: FaceBox;
  /** 0..1, the detector's own. */
  readonly score: number;
}

/** What was seen in a photo. */
export interface SeenPhoto {
  /** Of its bytes, SHA-256, hexadecimal. */
  readonly content: string;
  readonly width: number;
  readonly height: number;
  readonly secondLook: boolean;
  readonly faces: readonly SeenFace[];
}

export interface IdentifierEnvironment {
  readonly stores: Stores;
  readonly settings: EngineSettings;
  readonly cacheFolder: string;
}

export interface IdentifierOptions {
  readonly openReader: OpenReader;
  readonly model: string | null;
  /** Where the vectors are; what is usual here when null. */
  readonly vectors: SinkKind | null;
}

/** Finds the faces of photos and says whose they are, or that nobody is claimed for them. Each look leaves an audit line. */
export class Identifier {
  private constructor(
    private readonly environment: IdentifierEnvironment,
    readonly reader: FaceReader,
    private readonly margin: number,
    private readonly tables: FaceTables,
    private readonly sink: FaceSink,
  ) {}

  /** @throws LoteError as the reader and the sink */
  static async open(
    environment: IdentifierEnvironment,
    { openReader, model, vectors }: IdentifierOptions,
  ): Promise<Identifier> {
    const { stores, settings } = environment;
    const kind = vectors ?? usualSink(stores, settings);
    const { tables, sink } = await openFaceStores(stores, settings, { kind, access: "read" });
    try {
      const { reader, margin } = await openReader(environment, model);
      return new Identifier(environment, reader, margin, tables, sink);
    } catch (error) {
      await sink.close();
      throw error;
    }
  }

  get thresholds(): FaceThresholds {
    return thresholdsOf(this.environment.stores, this.environment.settings, this.reader);
  }

  /**
   * Those who may be matched now: what was forgotten, or whose consent ended, a moment ago is not among them.
   *
   * @throws LoteError `faces-empty`; `consent-nobody` where there are vectors, and nobody's may be used
   */
  async gallery(): Promise<FaceGallery> {
    const { space } = this.reader;
    const consent = consentRule(this.environment.settings, this.tables);
    const { withheld, ...gallery } = await loadGallery(this.sink, space, consent);
    if (gallery.people.length > 0) return gallery;
    if (withheld > 0) throw new LoteError("consent-nobody", { count: withheld, purpose: consent.purpose });
    throw new LoteError("faces-empty", { model: space.model });
  }

  /** @throws LoteError as the reader */
  async see(
    photo: Uint8Array,
    gallery: FaceGallery,
    action: "identify" | "attend",
    signal: AbortSignal,
  ): Promise<SeenPhoto> {
    const content = createHash("sha256").update(photo).digest("hex");
    const { width, height, secondLook, faces } = await this.reader.read(photo, { signal });
    const vectors = faces.map(({ vector }) => {
      if (vector instanceof Float32Array) return vector;
      throw vector;
    });
    const { thresholds, margin } = this;
    const identified = identifyFaces(vectors, gallery, { thresholds, margin, most: mostMatches });
    const seen = faces.flatMap(({ box, score }, index) => {
      const who = identified[index];
      return who ? [{ ...who, box, score }] : [];
    });
    await this.#note(action, content, seen, gallery);
    return { content, width, height, secondLook, faces: seen };
  }

  async close(): Promise<void> {
    await Promise.all([this.reader.close(), this.sink.close()]);
  }

  #note(action: "identify" | "attend", content: string, faces: readonly SeenFace[], gallery: FaceGallery) {
    const count = (verdict: SeenFace["verdict"]) => faces.filter((face) => face.verdict === verdict).length;
    const body = {
      faces: faces.length,
      known: count("known"),
      doubtful: count("doubtful"),
      unknown: count("unknown"),
      gallery: gallery.people.length,
      model: this.reader.space.model,
      threshold: this.thresholds.strict,
    };
    const line = { actor: actor(), action, picture: content.slice(0, 16), body };
    return this.environment.stores.ledger.write(() => this.tables.audit.add(line));
  }
}
