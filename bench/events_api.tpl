___INFO___

{
  "type": "TAG",
  "id": "cvt_temp_public_id",
  "version": 1,
  "securityGroups": [],
  "displayName": "Vendor's Events API",
  "description": "A purchase as a vendor's events API wants it: of the size of the large ones in GTM's gallery.",
  "containerContexts": ["SERVER"]
}


___TEMPLATE_PARAMETERS___

[
  {"type": "TEXT", "name": "pixel", "displayName": "Pixel", "simpleValueType": true},
  {"type": "TEXT", "name": "token", "displayName": "Token", "simpleValueType": true},
  {"type": "TEXT", "name": "testCode", "displayName": "Test code", "simpleValueType": true},
  {"type": "CHECKBOX", "name": "logs", "checkboxText": "Log to console", "simpleValueType": true}
]


___SANDBOXED_JS_FOR_SERVER___

const JSON = require('JSON');
const Math = require('Math');
const decodeUriComponent = require('decodeUriComponent');
const getAllEventData = require('getAllEventData');
const getContainerVersion = require('getContainerVersion');
const getCookieValues = require('getCookieValues');
const getRequestHeader = require('getRequestHeader');
const getTimestampMillis = require('getTimestampMillis');
const logToConsole = require('logToConsole');
const makeNumber = require('makeNumber');
const makeString = require('makeString');
const parseUrl = require('parseUrl');
const sendHttpRequest = require('sendHttpRequest');
const setCookie = require('setCookie');
const sha256Sync = require('sha256Sync');

const ENDPOINT = 'https://events.vendor.example/v3/track';
const NAMES = {
  add_payment_info: 'AddPaymentInfo',
  add_to_cart: 'AddToCart',
  begin_checkout: 'StartCheckout',
  page_view: 'View',
  purchase: 'Order',
  search: 'Search',
  sign_up: 'Registration',
  view_item: 'ViewItem'
};
const THIRTY_DAYS = 2592000;

const event = getAllEventData();
const person = event.user_data || {};
const isLogging = data.logs || getContainerVersion().debugMode;
const click = clickId();

keep('vendor_click', click);
send({
  partner: 'GTM',
  pixel: data.pixel,
  test_code: data.testCode,
  data: [
    {
      event: NAMES[event.event_name] || event.event_name,
      event_id: event.event_id || event.transaction_id,
      event_time: Math.floor(getTimestampMillis() / 1000),
      page: {url: event.page_location, referrer: event.page_referrer},
      user: userOf(click),
      device: deviceOf(event.client_hints),
      properties: propertiesOf(event)
    }
  ]
});

function clickId() {
  const page = addressOf(event.page_location);
  const referrer = addressOf(event.page_referrer);
  if (page.click) return decodeUriComponent(page.click);
  if (referrer.click && referrer.host === page.host) return decodeUriComponent(referrer.click);
  return getCookieValues('vendor_click')[0] || event.vendor_click;
}

function addressOf(url) {
  const parsed = url ? parseUrl(url) : undefined;
  if (!parsed) return {};
  return {host: parsed.hostname, click: parsed.searchParams.vclid};
}

function keep(name, value) {
  if (!value) return;
  setCookie(name, value, {domain: 'auto', path: '/', secure: true, httpOnly: false, sameSite: 'none', 'max-age': THIRTY_DAYS});
}

function userOf(clicked) {
  const address = person.address ? person.address[0] || person.address : {};
  const user = {
    click: clicked,
    visit: getCookieValues('_vendor')[0],
    email: digest(person.email_address || person.sha256_email_address, true),
    phone: digest(person.phone_number || person.sha256_phone_number, false),
    id: digest(event.user_id, false),
    city: lowered(address.city),
    country: lowered(address.country),
    ip: event.ip_override,
    user_agent: event.user_agent || getRequestHeader('user-agent')
  };
  return filled(user);
}

function digest(value, inLowerCase) {
  if (!value) return undefined;
  const written = makeString(value).trim();
  if (written.match('^[0-9a-fA-F]{64}$')) return written;
  return sha256Sync(inLowerCase ? written.toLowerCase() : written, {outputEncoding: 'hex'});
}

function lowered(value) {
  return value ? makeString(value).toLowerCase() : undefined;
}

function deviceOf(hints) {
  if (!hints) return {};
  const device = {};
  const names = ['architecture', 'bitness', 'mobile', 'model', 'platform', 'platform_version'];
  names.forEach((name) => {
    if (hints[name] !== undefined) device[name] = hints[name];
  });
  return device;
}

function propertiesOf(event) {
  const contents = contentsOf(event.items);
  const properties = {
    contents: contents,
    content_ids: contents.map((each) => each.content_id),
    currency: currencyOf(event),
    value: valueOf(event, contents),
    order_id: event.transaction_id,
    coupon: event.coupon,
    query: event.search_term,
    source: 'gtm'
  };
  return filled(properties);
}

function contentsOf(items) {
  const contents = [];
  for (const item of items || []) {
    const content = {
      content_id: item.item_id,
      content_name: item.item_name,
      content_category: item.item_category || item.item_category2,
      content_type: 'product',
      brand: item.item_brand,
      price: makeNumber(item.price),
      quantity: makeNumber(item.quantity || 1)
    };
    contents.push(filled(content));
  }
  return contents;
}

function currencyOf(event) {
  if (event.currency) return event.currency;
  for (const item of event.items || []) {
    if (item.currency) return item.currency;
  }
  return undefined;
}

function valueOf(event, contents) {
  const value = makeNumber(event.value);
  if (value) return value;
  let sum = 0;
  for (const content of contents) sum += content.price * content.quantity;
  return Math.round(sum * 100) / 100;
}

function filled(object) {
  const found = {};
  for (const key in object) {
    if (object[key] !== undefined && object[key] !== '') found[key] = object[key];
  }
  return found;
}

function send(body) {
  const options = {method: 'POST', headers: {'Content-Type': 'application/json', 'Access-Token': data.token}};
  if (isLogging) logToConsole(JSON.stringify({type: 'request', url: ENDPOINT, body: body}));
  sendHttpRequest(
    ENDPOINT,
    (status, headers, answer) => {
      if (isLogging) logToConsole(JSON.stringify({type: 'response', status: status, body: answer}));
      if (status >= 200 && status < 400) data.gtmOnSuccess();
      else data.gtmOnFailure();
    },
    options,
    JSON.stringify(body)
  );
}


___SERVER_PERMISSIONS___

[
  {"instance": {"key": {"publicId": "send_http", "versionId": "1"}, "param": [
    {"key": "allowedUrls", "value": {"type": 1, "string": "specific"}},
    {"key": "urls", "value": {"type": 2, "listItem": [{"type": 1, "string": "https://events.vendor.example/*"}]}}
  ]}, "isRequired": true},
  {"instance": {"key": {"publicId": "read_event_data", "versionId": "1"}, "param": [
    {"key": "eventDataAccess", "value": {"type": 1, "string": "any"}}
  ]}, "isRequired": true},
  {"instance": {"key": {"publicId": "read_request", "versionId": "1"}, "param": [
    {"key": "requestAccess", "value": {"type": 1, "string": "any"}}
  ]}, "isRequired": true},
  {"instance": {"key": {"publicId": "get_cookies", "versionId": "1"}, "param": [
    {"key": "cookieAccess", "value": {"type": 1, "string": "any"}}
  ]}, "isRequired": true},
  {"instance": {"key": {"publicId": "set_cookies", "versionId": "1"}, "param": [
    {"key": "allowedCookies", "value": {"type": 2, "listItem": [{"type": 3,
      "mapKey": [{"type": 1, "string": "name"}, {"type": 1, "string": "domain"}, {"type": 1, "string": "path"},
        {"type": 1, "string": "secure"}, {"type": 1, "string": "session"}],
      "mapValue": [{"type": 1, "string": "vendor_click"}, {"type": 1, "string": "*"}, {"type": 1, "string": "*"},
        {"type": 1, "string": "any"}, {"type": 1, "string": "any"}]
    }]}}
  ]}, "isRequired": true},
  {"instance": {"key": {"publicId": "logging", "versionId": "1"}, "param": [
    {"key": "environments", "value": {"type": 1, "string": "all"}}
  ]}, "isRequired": true},
  {"instance": {"key": {"publicId": "read_container_data", "versionId": "1"}, "param": []}, "isRequired": true}
]


___TESTS___

scenarios:
- name: A purchase is told
  code: |-
    mock('getAllEventData', {event_name: 'purchase', transaction_id: 'T-1', items: [{item_id: 'M-1', price: 5, quantity: 2}]});
    mock('sendHttpRequest', (url, act, options, body) => {
      sent = JSON.parse(body).data[0];
      act(200);
    });

    runCode({pixel: 'P-1'});

    assertThat(sent.event).isEqualTo('Order');
    assertThat(sent.properties.value).isEqualTo(10);
    assertApi('gtmOnSuccess').wasCalled();
setup: |-
  let sent;


___NOTES___

Made by hand, for the benchmark.
