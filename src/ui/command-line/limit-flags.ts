import type { KeyName } from "../../engine/config/keys.ts";
import type { FlagRow } from "./flag-row.ts";

/** What a service allows the account, for every command that asks one in great numbers. */
export const limitFlags = [
  {
    name: "tier",
    kind: "accountTier",
    help: {
      en: "the usage tier of the account at the service",
      es: "el nivel de uso de la cuenta en el servicio",
    },
  },
  {
    name: "rpm",
    kind: "count",
    help: {
      en: "requests a minute that the account may make of a model (by the tier)",
      es: "peticiones por minuto que la cuenta puede hacer a un modelo (según el nivel)",
    },
  },
  {
    name: "tpm",
    kind: "count",
    help: {
      en: "tokens a minute of the same (by the tier)",
      es: "tokens por minuto de lo mismo (según el nivel)",
    },
  },
  {
    name: "enqueued-tokens",
    kind: "count",
    help: {
      en: "tokens that the account may have waiting in batches of a model (by the tier)",
      es: "tokens que la cuenta puede tener esperando en lotes de un modelo (según el nivel)",
    },
  },
  {
    name: "target",
    kind: "probability",
    placeholder: "0..1",
    help: {
      en: "the share of the limits a minute to use (0.8)",
      es: "la parte de los límites por minuto que se usa (0.8)",
    },
  },
] as const satisfies readonly FlagRow[];

/** Flags whose settings have longer names, as the command line reads them. */
export const limitSettings = {
  tier: "rate-tier",
  rpm: "rate-requests",
  tpm: "rate-tokens",
  enqueuedTokens: "rate-batch-tokens",
} as const satisfies Readonly<Record<string, KeyName>>;
