import type { MysqlAddress } from "../../../../stores/mysql/connection.ts";
import type { EngineSettings } from "../../../config/engine-settings.ts";
import { keys } from "../../../config/keys.ts";
import { LoteError } from "../../../errors/lote-error.ts";

/** Is a database configured? */
export function hasMysql(settings: EngineSettings): boolean {
  return settings["mysql-url"] !== undefined || settings["db-host"] !== undefined;
}

/**
 * The database that the settings name.
 *
 * @throws LoteError `mysql-unset`, `config-value`; no value is repeated
 */
export function mysqlAddress(settings: EngineSettings): MysqlAddress {
  const url = settings["mysql-url"];
  if (url !== undefined) return addressOf(url);
  const host = settings["db-host"];
  const database = settings["db-name"];
  if (host === undefined || database === undefined) throw new LoteError("mysql-unset");
  return {
    host,
    port: settings["db-port"] ?? keys["db-port"].default,
    user: settings["db-user"] ?? "root",
    password: settings["db-password"] ?? "",
    database,
    tls: false,
  };
}

function addressOf(text: string): MysqlAddress {
  try {
    const url = new URL(text);
    const database = decodeURIComponent(url.pathname.slice(1));
    if (!/^(mysql|mariadb)s?:$/.test(url.protocol) || url.hostname === "" || database === "")
      throw new Error();
    const tls = url.searchParams.get("ssl") ?? url.searchParams.get("tls");
    return {
      host: url.hostname,
      port: url.port === "" ? keys["db-port"].default : Number(url.port),
      user: decodeURIComponent(url.username) || "root",
      password: decodeURIComponent(url.password),
      database,
      tls: tls === "true" || tls === "1" || url.protocol.endsWith("s:"),
    };
  } catch {
    throw new LoteError("config-value", {
      source: "MYSQL_URL",
      key: "mysql-url",
      expected: "mysql://user:password@host:3306/name",
      given: "…",
    });
  }
}
