// templateDataStorage: the only thing a template's runs share, as copies.
(apis, bridge) => {
  "use strict";
  const { parse, stringify } = JSON;
  const { create } = Object;
  const text = String;
  let kept = create(null);

  bridge.onSaid("storage", (all) => {
    kept = create(null);
    for (const [key, written] of all) kept[key] = written;
  });
  const write = (key, written) => {
    if (written === null) delete kept[key];
    else kept[key] = written;
    bridge.tell("store", { key, written });
  };

  apis.templateDataStorage = {
    getItemCopy(key) {
      bridge.allow("access_template_storage");
      const written = kept[text(key)];
      return written === undefined ? null : parse(written);
    },
    setItemCopy(key, value) {
      bridge.allow("access_template_storage");
      const copy = bridge.copy(value);
      write(text(key), copy === undefined || copy === null ? null : stringify(copy));
    },
    removeItem(key) {
      bridge.allow("access_template_storage");
      write(text(key), null);
    },
    clear() {
      bridge.allow("access_template_storage");
      kept = create(null);
      bridge.tell("store", { key: null, written: null });
    },
  };
}
