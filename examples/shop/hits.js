/** What the shop tells the gateway: real GA4 hits by the npm package @analytics-debugger/ga4mp, as the visitor consents. */

const MEASUREMENT_ID = "G-DEMOSHOP1";
const [CHOICE, CLIENT, SESSION] = ["shop.consent", "shop.client_id", "shop.session_id"];
/** Cookies that a gateway on this host may have set with consent. */
const OF_TIKTOK = ["ttclid", "_ttp"];

/** The address asked for, or null where it is none of this machine. The page's policy can name no IPv6 address. */
export function loopback(asked) {
  if (!URL.canParse(asked)) return null;
  const { protocol, hostname, origin } = new URL(asked);
  return ["http:", "https:"].includes(protocol) && ["localhost", "127.0.0.1"].includes(hostname) ? origin : null;
}

/** Where the hits go. */
export const gateway =
  loopback(new URLSearchParams(location.search).get("gateway")) ??
  loopback(document.querySelector("meta[name=gateway]").content) ??
  `http://${location.hostname}:8080`;

/** What the visitor chose: "granted", "denied", or null so far, which counts as denied. */
export const consent = () => localStorage.getItem(CHOICE);

/** The visitor chooses. From now on every hit says so; with "denied" nothing that names the visitor stays. */
export function choose(choice) {
  localStorage.setItem(CHOICE, choice);
  if (choice === "denied") forget();
  tracker = null;
}

/** Hand one event to the browser for the gateway; false where there is no GA4 client. */
export function send(name, parameters) {
  if (typeof ga4mp === "undefined") return false;
  tracker ??= made();
  tracker.trackEvent(name, {
    page_location: page(),
    page_title: document.title,
    event_id: crypto.randomUUID(),
    ...parameters,
  });
  return true;
}

/** An e-mail address under the name gtag.js gives it on the wire (`ep.user_data.email`); without consent none. */
export const person = (email) => (email && isGranted() ? { "user_data.email": email } : {});

let tracker = null;

function made() {
  const made = ga4mp(MEASUREMENT_ID, { endpoint: `${gateway}/g/collect`, ...visitor() });
  // `gcs` on the wire: G1, then ad_storage and analytics_storage. ga4mp has no name for `gcd`, which has four types.
  made.setEventsParameter("google_consent_state", isGranted() ? "G111" : "G100");
  return made;
}

/** With consent one visitor who comes back; without, ga4mp invents an id that is gone with the page. */
function visitor() {
  if (!isGranted()) return { non_personalized_ads: true };
  const now = Math.floor(Date.now() / 1000);
  const random = crypto.getRandomValues(new Uint32Array(1))[0];
  return { client_id: kept(localStorage, CLIENT, `${random}.${now}`), session_id: kept(sessionStorage, SESSION, now) };
}

function kept(storage, key, fresh) {
  if (!storage.getItem(key)) storage.setItem(key, fresh);
  return storage.getItem(key);
}

function forget() {
  localStorage.removeItem(CLIENT);
  sessionStorage.removeItem(SESSION);
  for (const name of OF_TIKTOK) document.cookie = `${name}=; path=/; max-age=0`;
}

/** The page's address; without consent less its query, where ads put their click ids. */
const page = () => (isGranted() ? location.href : location.origin + location.pathname + location.hash);

const isGranted = () => consent() === "granted";
