"""The settings of the TikTok tag: every field of an event may be said here instead of being taken from the event.

Names are TikTok's. Source: TikTok API for Business, "Report App, Web, Offline, or CRM Events", Parameters.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Annotated, Any, Literal

from gateway import UNDEFINED, Secret, SettingError, TagType, hashing, is_unset, tiktok

from ._http import check_endpoint
from ._tiktok_values import name

_KEY = "left out, what the event says"


class TikTokSettings(TagType):
    """What a user may say of a TikTok tag."""

    pixel_code: Annotated[
        str,
        "The pixel's code, from Events Manager. For apps it is the TikTok App ID, for offline and CRM events the event set.",
        {"examples": ["${TIKTOK_PIXEL_CODE}"]},
    ]
    access_token: Annotated[
        Secret,
        "The Events API access token: Events Manager, pixel, Settings.",
        {"examples": ["${TIKTOK_ACCESS_TOKEN}"]},
    ]
    endpoint: Annotated[
        str,
        "Where TikTok's API is; change it to test against a local endpoint.",
        {"examples": ["http://localhost:8090"]},
    ] = tiktok.HOST
    event_source: Annotated[
        Literal["web", "app", "offline", "crm"], "Where the events happen: TikTok wants other fields of each."
    ] = "web"
    test_event_code: Annotated[
        str | None, "Shows the event under Test Events; leave out when live.", {"examples": ["TEST12345"]}
    ] = None
    partner_name: Annotated[str | None, "Who sends, as TikTok shall note it.", {"examples": ["Example agency"]}] = None

    event: Annotated[
        str | None,
        "TikTok's name of the event, or GA4's, such as {{Event Name}}; left out, it follows from the GA4 event.",
        {"examples": ["Contact"]},
    ] = None
    event_map: Annotated[
        Mapping[str, str] | None,
        "GA4 event names and the TikTok names they shall have, beside the usual ones.",
        {"examples": [{"book_a_visit": "Schedule"}]},
    ] = None
    unmapped: Annotated[
        Literal["skip", "passthrough"],
        "What becomes of GA4 events that have no TikTok name: skip, or send as they are.",
    ] = "skip"
    legacy_names: Annotated[
        bool, "Send CompletePayment and SubmitForm, for pages whose pixel still uses these names."
    ] = False
    event_time: Annotated[
        Any, "When it happened, in seconds since 1970; left out, the time of the hit.", {"examples": ["{{Order time}}"]}
    ] = None
    event_id: Annotated[
        Any,
        "The id that tells TikTok that a pixel event is the same; left out, the event's event_id.",
        {"examples": ["{{Event id}}"]},
    ] = None
    missing_event_id: Annotated[
        Literal["generate", "transaction_id", "omit"],
        "What to send where the page gave no event_id: one made from the hit (a resend never counts twice), "
        "the transaction id, or none.",
    ] = "generate"
    pixel_leg: Annotated[bool, "The page's pixel sends the same events: then an event without event_id is told."] = (
        False
    )
    limited_data_use: Annotated[
        Any,
        "Ask TikTok to process the event under US state privacy rules. A variable may say so, too.",
        {"type": ["boolean", "string"], "examples": [True, "{{Limited data use}}"]},
    ] = False

    url: Annotated[str | None, f"The page's address; {_KEY}.", {"examples": ["{{Page URL}}"]}] = None
    referrer: Annotated[str | None, f"Where the visitor came from; {_KEY}.", {"examples": ["{{Referrer}}"]}] = None

    email: Annotated[Any, f"The visitor's e-mail, or several, or digests; {_KEY}.", {"examples": ["{{E-mail}}"]}] = None
    phone: Annotated[Any, f"The visitor's phone number, or several; {_KEY}.", {"examples": ["{{Phone}}"]}] = None
    default_country: Annotated[
        str | int | None,
        "The country of phone numbers that come without its code: DE or 49.",
        {"examples": ["DE", 49]},
    ] = None
    phone_cn_rule: Annotated[
        Literal["e164", "omit_country_code"],
        "Chinese phone numbers like all others (+8613800000000), or as TikTok's older text wants them (13800000000).",
    ] = "e164"
    external_id: Annotated[
        Any, "The visitor's id in your system; left out, the event's user_id.", {"examples": ["{{Customer id}}"]}
    ] = None
    ttclid: Annotated[
        str | None, f"TikTok's click id; {_KEY}, its page or a cookie.", {"examples": ["{{Click id}}"]}
    ] = None
    ttp: Annotated[str | None, "The pixel's cookie id; left out, the cookie _ttp.", {"examples": ["{{TTP}}"]}] = None
    ip: Annotated[str | None, f"The visitor's address; {_KEY}.", {"examples": ["{{Visitor IP}}"]}] = None
    user_agent: Annotated[str | None, f"The visitor's browser; {_KEY}.", {"examples": ["{{User agent}}"]}] = None
    locale: Annotated[str | None, f"The visitor's language; {_KEY}.", {"examples": ["de-DE"]}] = None
    first_name: Annotated[Any, f"The visitor's first name; {_KEY}.", {"examples": ["{{First name}}"]}] = None
    last_name: Annotated[Any, f"The visitor's last name; {_KEY}.", {"examples": ["{{Last name}}"]}] = None
    zip_code: Annotated[Any, f"The visitor's zip code; {_KEY}.", {"examples": ["{{Zip code}}"]}] = None
    city: Annotated[Any, f"The visitor's city; {_KEY}.", {"examples": ["{{City}}"]}] = None
    state: Annotated[Any, f"The visitor's state; {_KEY}.", {"examples": ["{{State}}"]}] = None
    country: Annotated[Any, f"The visitor's country; {_KEY}.", {"examples": ["de"]}] = None
    idfa: Annotated[str | None, "Apple's advertising id, of app events.", {"examples": ["{{IDFA}}"]}] = None
    idfv: Annotated[str | None, "Apple's vendor id, of app events.", {"examples": ["{{IDFV}}"]}] = None
    gaid: Annotated[str | None, "Google's advertising id, of app events.", {"examples": ["{{GAID}}"]}] = None
    att_status: Annotated[
        str | None,
        "What the visitor answered Apple's tracking question: AUTHORIZED, DENIED, NOT_DETERMINED, RESTRICTED or NOT_APPLICABLE.",
        {"examples": ["{{ATT status}}"]},
    ] = None

    value: Annotated[Any, f"What it was worth; {_KEY}, or the sum of the items.", {"examples": ["{{Order value}}"]}] = (
        None
    )
    value_from_items: Annotated[bool, "Where nobody says the value, send what the items cost together."] = True
    currency: Annotated[str | None, f"The currency of the value; {_KEY}.", {"examples": ["EUR"]}] = None
    contents: Annotated[
        Any, "The items in TikTok's own form; left out, they are made of the event's.", {"examples": ["{{Contents}}"]}
    ] = None
    content_ids: Annotated[Any, "Ids of the items; left out, those of the contents.", {"examples": ["{{SKUs}}"]}] = None
    content_type: Annotated[
        str | None, "product or product_group; left out, product where there are contents.", {"examples": ["product"]}
    ] = None
    item_category: Annotated[
        Literal["joined", "first"], "Of an item's categories send all, joined by >, or the first."
    ] = "joined"
    num_items: Annotated[Any, "How many items; left out, the sum of the quantities.", {"examples": ["{{Items}}"]}] = (
        None
    )
    order_id: Annotated[Any, "The order's number; left out, transaction_id.", {"examples": ["{{Order number}}"]}] = None
    shop_id: Annotated[Any, "The shop's id.", {"examples": ["berlin"]}] = None
    search_string: Annotated[Any, "What was searched for; left out, search_term.", {"examples": ["{{Search}}"]}] = None
    description: Annotated[Any, f"A description; {_KEY}.", {"examples": ["spring sale"]}] = None
    customer_type: Annotated[
        str | None, "new or returning; left out, by new_customer.", {"examples": ["returning"]}
    ] = None
    delivery_category: Annotated[
        str | None, "in_store, curbside or home_delivery.", {"examples": ["home_delivery"]}
    ] = None
    predicted_ltv: Annotated[Any, "What the customer will be worth.", {"examples": ["{{Predicted value}}"]}] = None
    properties: Annotated[
        Mapping[str, Any] | None,
        "More properties, such as those of travel and vehicles, or of a custom event.",
        {"examples": [{"city": "Berlin", "num_adults": 2}]},
    ] = None

    keep_ttclid: Annotated[
        bool, "Keep the click id of the landing page in the cookie ttclid, for the events that come later."
    ] = True
    make_ttp: Annotated[bool, "Where the pixel has set no cookie _ttp, set one."] = False
    cookie_max_age: Annotated[int, "Seconds the click id is kept, from the click on.", {"minimum": 1}] = 2_592_000
    cookie_renew: Annotated[
        Literal["never", "each_hit"],
        "Whether each hit lets the click id begin its days anew, as TikTok's template does.",
    ] = "never"
    cookie_domain: Annotated[
        str, "The cookies' domain: auto is the site of the host.", {"examples": ["auto", "shop.example"]}
    ] = "auto"
    cookie_same_site: Annotated[Literal["Lax", "Strict", "None"], "Whether they come along from other sites."] = "Lax"
    cookie_http_only: Annotated[bool, "Hide them from scripts; the pixel cannot read them then."] = False

    app_id: Annotated[str | None, "The app's id in its store, of app events.", {"examples": ["com.shop.example"]}] = (
        None
    )
    app_name: Annotated[str | None, "The app's name.", {"examples": ["Example shop"]}] = None
    app_version: Annotated[str | None, "The app's version.", {"examples": ["2.1"]}] = None
    ad: Annotated[
        Mapping[str, Any] | None,
        "Attribution data of app events, as TikTok names it.",
        {"examples": [{"callback": "{{Click id}}"}]},
    ] = None
    lead_id: Annotated[str | None, "TikTok's id of the lead, of CRM events.", {"examples": ["{{Lead id}}"]}] = None
    lead_event_source: Annotated[str | None, "The CRM the lead lies in.", {"examples": ["Example CRM"]}] = None

    def __post_init__(self) -> None:
        check_endpoint(self.endpoint)
        if not is_unset(self.default_country):
            try:
                hashing.phone(str(self.default_country or ""))
            except ValueError as error:
                raise SettingError("default_country", str(error)) from None

    @cached_property
    def said(self) -> dict[str, Any]:
        """The fields of an event that the settings say, by TikTok's names. A variable without a value says nothing."""
        found = {key: getattr(self, key) for key in _FIELDS}
        return {key: value for key, value in found.items() if value not in _NOTHING}

    @cached_property
    def texts(self) -> dict[str, str]:
        """What TikTok takes as text only, without what says nothing: a variable may give a number, or nothing."""
        found = {key: name(getattr(self, key)).strip() for key in _TEXTS}
        return {key: value for key, value in found.items() if value}

    @cached_property
    def own_parts(self) -> dict[str, Any]:
        """What of an event the settings alone say: its app, ad and lead, and whether its data may be used with limits only."""
        found = {
            "app": {key: self.texts[key] for key in _APP if key in self.texts},
            "ad": {key: value for key, value in (self.ad or {}).items() if value is not UNDEFINED},
            "lead": {key: self.texts[key] for key in _LEAD if key in self.texts},
            "limited_data_use": self.limits_data_use,
        }
        return {key: value for key, value in found.items() if value}

    @cached_property
    def limits_data_use(self) -> bool:
        """Whether the data may be used with limits only; a word that is neither yes nor no limits it."""
        said = self.limited_data_use
        return said is True or name(said).lower() not in ("", "false", "0", "no")


_NOTHING = (None, "", UNDEFINED)
_APP, _LEAD = ("app_id", "app_name", "app_version"), ("lead_id", "lead_event_source")
_TEXTS = ("pixel_code", "test_event_code", "partner_name", "event", "url", "referrer", *_APP, *_LEAD)
_FIELDS = (
    *("email", "phone", "external_id", "ttclid", "ttp", "ip", "user_agent", "locale", "first_name", "last_name"),
    *("zip_code", "city", "state", "country", "idfa", "idfv", "gaid", "att_status"),
    *("value", "currency", "contents", "content_ids", "content_type", "num_items", "order_id", "shop_id"),
    *("search_string", "description", "customer_type", "delivery_category", "predicted_ltv"),
)
