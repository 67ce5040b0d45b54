___TERMS_OF_SERVICE___

By creating or modifying this file you agree to the terms of the gallery.


___INFO___

{
  "type": "TAG",
  "id": "cvt_temp_public_id",
  "version": 1,
  "displayName": "Mug Shop",
  "brand": {"displayName": "Mugs of Example"},
  "description": "Tells the mug shop of a purchase.",
  "categories": ["ANALYTICS"],
  "containerContexts": ["SERVER"]
}


___TEMPLATE_PARAMETERS___

[
  {
    "type": "GROUP",
    "name": "Account",
    "displayName": "Account",
    "subParams": [
      {"type": "TEXT", "name": "shop_id", "displayName": "Shop ID", "simpleValueType": true,
       "help": "In <a href=\"https://shop.example/\">your shop</a> under Settings &amp; Keys.",
       "valueValidators": [{"type": "NON_EMPTY"}, {"type": "REGEX", "args": ["M-[0-9]+"], "errorMessage": "Such as M-17."}]},
      {"type": "TEXT", "name": "name", "displayName": "Name of the shop"}
    ]
  },
  {"type": "RADIO", "name": "type", "displayName": "Event", "defaultValue": "standard", "radioItems": [
    {"value": "standard", "displayValue": "Standard", "subParams": [
      {"type": "SELECT", "name": "event", "displayName": "Name", "defaultValue": "{{Event Name}}",
       "selectItems": [{"value": "purchase", "displayValue": "Purchase"}, {"value": "refund", "displayValue": "Refund"}]}]},
    {"value": "own", "displayValue": "Own", "subParams": [
      {"type": "TEXT", "name": "own_event", "displayName": "Own name", "valueValidators": [{"type": "NON_EMPTY"}]}]}]},
  {"type": "SELECT", "name": "hash", "displayName": "Hash addresses", "defaultValue": false,
   "selectItems": [{"value": true, "displayValue": "Yes"}, {"value": false, "displayValue": "No"}]},
  {"type": "CHECKBOX", "name": "debug", "checkboxText": "Write a log"},
  {"type": "TEXT", "name": "log_level", "displayName": "Level", "defaultValue": 3,
   "valueValidators": [{"type": "NON_NEGATIVE_NUMBER"}],
   "enablingConditions": [{"paramName": "debug", "paramValue": true, "type": "EQUALS"}]},
  {"type": "SIMPLE_TABLE", "name": "fields", "displayName": "More fields", "simpleTableColumns": [
    {"type": "TEXT", "name": "key", "displayName": "Field", "isUnique": true, "valueValidators": [{"type": "NON_EMPTY"}]},
    {"type": "SELECT", "name": "kind", "displayName": "Kind", "selectItems": [{"value": "text"}, {"value": "number"}]},
    {"type": "TEXT", "name": "value", "displayName": "Value", "defaultValue": ""}]},
  {"type": "LABEL", "name": "note", "displayName": "That is all."}
]


___SANDBOXED_JS_FOR_SERVER___

const log = require('logToConsole');
log(data.shop_id);
data.gtmOnSuccess();


___SERVER_PERMISSIONS___

[
  {
    "instance": {
      "key": {"publicId": "logging", "versionId": "1"},
      "param": [{"key": "environments", "value": {"type": 1, "string": "debug"}}]
    },
    "isRequired": true
  }
]


___TESTS___

scenarios:
- name: A purchase is told
  code: |-
    runCode(mockData);
    assertApi('gtmOnSuccess').wasCalled();
setup: |-
  const mockData = {shop_id: 'M-1'};


___NOTES___

Made for the mug shop.
