/** What the faces workflow keeps: types only. Where the vectors are is a {@link FaceSink}. */

/** A vector space, as a store needs to know it. */
export interface KeptSpace {
  /** 12 hexadecimal digits. */
  readonly id: string;
  /** The model's name, which other programs know the space by. */
  readonly model: string;
  readonly dimensions: number;
}

/** Encrypts vectors for a place where they must not lie open. What is sealed for one person or space opens for no other. */
export interface VectorSealer {
  seal(vector: Float32Array, person: string, space: string): Uint8Array;
  /** @throws when the key, the person or the space is another, or a bit has changed */
  open(sealed: Uint8Array, person: string, space: string): Float32Array;
}

/** What is known of a vector besides its numbers. */
export interface FaceFacts {
  /** The person's key in the source. */
  readonly person: string;
  /** Empty where the source has one picture a person: a new vector takes the place of all. Else the picture's name. */
  readonly slot: string;
  readonly picture: string;
  /** Of the picture's bytes, SHA-256, hexadecimal. */
  readonly content: string;
  /** 0..1, comparable within a space; null for what another program wrote. */
  readonly quality: number | null;
  /** The detector's own, 0..1. */
  readonly confidence: number;
}

/** A vector to keep, as one change that must happen once. */
export interface FaceToKeep extends FaceFacts {
  readonly space: KeptSpace;
  /** Asked for when it is written. */
  readonly vector: () => Float32Array;
  /** Unique for this change; kept in the receipt. */
  readonly work: string;
  /** Leave an active one of the slot in force whose quality is above this; null: take its place in any case. */
  readonly unlessAbove: number | null;
}

/** What keeping a vector did: all that taking it back needs. */
export type KeptReceipt = {
  /** 0: a better one was there, and nothing was written. */
  readonly row: number;
  /** Rows that were active before, and are kept inactive. */
  readonly former: readonly number[];
};

export interface GalleryFace {
  readonly person: string;
  readonly picture: string;
  /** Unit length. */
  readonly vector: Float32Array;
}

/** One version of a person's vector. */
export interface FaceVersion extends Omit<FaceFacts, "slot" | "content"> {
  readonly row: number;
  /** Null where another program wrote it. */
  readonly content: string | null;
  /** The model whose space it is in. */
  readonly model: string;
  readonly active: boolean;
  /** Milliseconds since 1970. */
  readonly madeAt: number;
}

/** Somebody, with how many vectors are active. */
export interface FacePerson {
  readonly person: string;
  readonly active: number;
}

/**
 * Where vectors are kept: the workspace, or a table of another database. What a method changes outside the
 * workspace it has done when its promise resolves; what it returns does the rest, inside the item's transaction.
 */
export interface FaceSink {
  readonly kind: "workspace" | "mysql";
  /** Does keeping reach outside the workspace? */
  readonly outside: boolean;
  /** Which of these pictures have an active vector already: their positions. */
  known(
    space: KeptSpace,
    pictures: readonly Pick<FaceFacts, "person" | "picture">[],
  ): Promise<ReadonlySet<number>>;
  /** What a new vector of the slot would replace. */
  current(space: KeptSpace, person: string, slot: string): Promise<readonly FaceVersion[]>;
  /** Makes the vector the active one of its slot, and the former ones inactive, in one transaction. Twice is once. */
  keep(face: FaceToKeep): Promise<() => KeptReceipt>;
  /**
   * Removes the vector again and makes the former ones active. Twice is once.
   *
   * @returns what does the rest; false: somebody changed it since, and nothing was done
   */
  takeBack(face: Pick<FaceToKeep, "work" | "person">, receipt: KeptReceipt | null): Promise<() => boolean>;
  /** All active vectors of a space, in pages. */
  gallery(space: KeptSpace): AsyncIterable<readonly GalleryFace[]>;
  /** Who has vectors, by key, from after `after`. */
  people(after: string, limit: number): Promise<readonly FacePerson[]>;
  versions(person: string): Promise<readonly FaceVersion[]>;
  /** Removes what has been inactive since before that time, as far as lote made it so. Returns how many. */
  purge(before: number): Promise<number>;
  /** Removes everything of a person; returns how many vectors. */
  forget(person: string): Promise<number>;
  /** How many vectors of the person are still there. */
  count(person: string): Promise<number>;
  close(): Promise<void>;
}

/** A picture that gave no vector that is kept. */
export interface FaceRefusal {
  readonly person: string;
  readonly picture: string;
  readonly space: string;
  readonly content: string;
  readonly reason: string;
  readonly measure: Readonly<Record<string, string | number>>;
}

export interface NewConsent {
  readonly person: string;
  readonly purpose: string;
  /** Milliseconds since 1970, as all times here. */
  readonly givenAt: number;
  readonly expiresAt: number | null;
  readonly withdrawnAt: number | null;
}

export interface ConsentRow extends NewConsent {
  readonly notedAt: number;
}

/** One reason to say that somebody was at an event. */
export interface NewSighting {
  readonly person: string;
  /** The key of the face of a photo; empty: marked by hand without one. */
  readonly source: string;
  readonly found: "face" | "hand";
  readonly distance: number | null;
}

/** Somebody who was at an event: once, however often they were seen. */
export interface Attendee {
  readonly person: string;
  /** By a face, where any says so. */
  readonly found: "face" | "hand";
  /** How many faces say so. */
  readonly faces: number;
  /** The smallest. */
  readonly distance: number | null;
  /** The first time. */
  readonly at: number;
}

export interface FaceEvent {
  readonly id: number;
  readonly name: string;
  readonly createdAt: number;
  readonly seen: number;
}

/** A line of the audit. */
export interface AuditLine {
  readonly actor: string;
  readonly action: "identify" | "attend" | "embed" | "consent" | "forget" | "show";
  /** The first digits of the picture's hash; null where there was none. */
  readonly picture: string | null;
  readonly body: Readonly<Record<string, string | number | null>>;
}
