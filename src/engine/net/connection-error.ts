import { LoteError } from "../errors/lote-error.ts";

/** What a failed connection means; an error that is one of lote's already stays as it is. */
export function connectionError(error: unknown, url: URL): LoteError {
  if (error instanceof LoteError) return error;
  const { code = "", message = String(error) } = error as NodeJS.ErrnoException;
  const host = url.host;
  // Not as the cause: it holds what the server sent.
  if (code.startsWith("HPE_")) return new LoteError("response-broken", { host, detail: message });
  if (certificateCodes.test(code)) return new LoteError("net-certificate", { host, detail: code });
  const data = { host, detail: code || message };
  return new LoteError(unreachableCodes.has(code) ? "net-unreachable" : "net-broken-off", data, {
    cause: error,
  });
}

const unreachableCodes: ReadonlySet<string> = new Set([
  ...["ECONNREFUSED", "EHOSTUNREACH", "ENETUNREACH", "EHOSTDOWN", "ENETDOWN", "EADDRNOTAVAIL"],
  ...["ETIMEDOUT", "EACCES", "EPERM", "ENOTFOUND", "EAI_AGAIN", "EAFNOSUPPORT"],
]);

/** OpenSSL's and Node's names for a certificate that does not hold. */
const certificateCodes =
  /^(CERT_|ERR_TLS_CERT|UNABLE_TO_(GET|VERIFY|DECRYPT)|DEPTH_ZERO|SELF_SIGNED|CRL_|HOSTNAME_MISMATCH|INVALID_(CA|PURPOSE))/;
