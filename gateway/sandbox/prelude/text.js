// Text for URLs and in base64.
(apis, bridge) => {
  "use strict";
  const text = String;
  const [decode, decodeComponent] = [decodeURI, decodeURIComponent];
  const [encode, encodeComponent] = [encodeURI, encodeURIComponent];
  // What no URL can hold, half a surrogate pair or half an escape, is undefined, as the decoders are documented to say.
  const orNothing = (change, value) => {
    try {
      return change(value);
    } catch (_) {
      return undefined;
    }
  };

  apis.encodeUri = (uri) => orNothing(encode, uri);
  apis.encodeUriComponent = (str) => orNothing(encodeComponent, str);
  apis.decodeUri = (encodedUri) => orNothing(decode, encodedUri);
  apis.decodeUriComponent = (encodedUriComponent) => orNothing(decodeComponent, encodedUriComponent);

  apis.toBase64 = (input, options) => {
    const forUrls = typeof options === "object" && options !== null && options.urlEncoding === true;
    return bridge.bytes.base64(bridge.bytes.utf8(text(input)), forUrls);
  };
  apis.fromBase64 = (base64EncodedString) => {
    if (typeof base64EncodedString !== "string") return undefined;
    const bytes = bridge.bytes.fromBase64(base64EncodedString);
    return bytes === undefined ? undefined : bridge.bytes.text(bytes);
  };
}
