// Google Cloud: Firestore, BigQuery, credentials and Google's own scripts, answered by a local stand-in.
(apis, bridge) => {
  "use strict";
  const text = String;
  const given = (value) => (value === undefined || value === null ? null : text(value));
  const nothing = () => {};

  const firestore = (operation, path, options, more) => {
    bridge.allow("access_firestore", operation === "write" ? "write" : "read", path, options || {});
    const { projectId, databaseId } = options || {};
    return bridge.ask("firestore", { operation, path, project: given(projectId), database: given(databaseId), ...more });
  };

  apis.Firestore = {
    read: (path, options) => firestore("read", text(path), options, {}),
    write(path, input, options) {
      const merge = !!(options && options.merge);
      return firestore("write", text(path), options, { input: bridge.copy(input), merge });
    },
    query(collection, conditions, options) {
      const limit = options && options.limit !== undefined ? Number(options.limit) : 5;
      return firestore("query", text(collection), options, { conditions: bridge.copy(conditions || []), limit });
    },
    // One run has the documents to itself here, so nothing can come between the two.
    runTransaction(callback) {
      const written = bridge.ask("transaction", {});
      return written.then(({ id }) => callback(id)).then(() => bridge.ask("transaction_end", {}));
    },
  };

  apis.BigQuery = {
    insert(connection, rows, options, onSuccess, onFailure) {
      const { projectId, datasetId, tableId } = connection || {};
      bridge.allow("access_bigquery", projectId, datasetId, tableId, "write");
      const table = { project: given(projectId), dataset: given(datasetId), table: given(tableId) };
      const inserted = bridge.ask("bigquery", { ...table, rows: bridge.copy(rows || []) });
      if (typeof onSuccess !== "function" && typeof onFailure !== "function") return inserted.then(nothing);
      inserted.then(onSuccess || nothing, onFailure || nothing).catch(nothing);
      return undefined;
    },
  };

  apis.getGoogleAuth = (options) => {
    const scopes = [].concat((options && options.scopes) || []).map((each) => text(each));
    bridge.allow("use_google_credentials", scopes);
    bridge.tell("google_auth", { scopes });
    return Object.freeze({ scopes: Object.freeze(scopes) });
  };

  apis.getGoogleScript = (script, options) => {
    const { id, debug, timeout } = options || {};
    bridge.allow("send_http", "https://www.googletagmanager.com/");
    return bridge.ask("google_script", {
      script: text(script),
      id: given(id),
      debug: !!debug,
      timeout: Number(timeout) > 0 ? Number(timeout) : 15000,
    });
  };
}
