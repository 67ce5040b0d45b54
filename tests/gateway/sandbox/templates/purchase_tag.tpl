___INFO___

{
  "type": "TAG",
  "id": "cvt_temp_public_id",
  "version": 1,
  "securityGroups": [],
  "displayName": "Vendor purchases",
  "description": "Tells the vendor of purchases.",
  "containerContexts": ["SERVER"]
}


___TEMPLATE_PARAMETERS___

[
  {"type": "TEXT", "name": "account", "displayName": "Account", "simpleValueType": true},
  {"type": "CHECKBOX", "name": "keepsVisit", "checkboxText": "Keep the visit in a cookie", "simpleValueType": true}
]


___SANDBOXED_JS_FOR_SERVER___

const getEventData = require('getEventData');
const JSON = require('JSON');
const logToConsole = require('logToConsole');
const sendHttpRequest = require('sendHttpRequest');
const setCookie = require('setCookie');

if (data.keepsVisit) {
  setCookie('visit', '1', {domain: 'auto', path: '/'});
}
const body = JSON.stringify({account: data.account, value: getEventData('value')});
sendHttpRequest('https://collect.vendor.example/in', {method: 'POST'}, body).then((reply) => {
  logToConsole('the vendor said', reply.statusCode);
  if (reply.statusCode < 300) data.gtmOnSuccess();
  else data.gtmOnFailure();
}, data.gtmOnFailure);


___SERVER_PERMISSIONS___

[
  {
    "instance": {
      "key": {"publicId": "send_http", "versionId": "1"},
      "param": [
        {"key": "allowedUrls", "value": {"type": 1, "string": "specific"}},
        {"key": "urls", "value": {"type": 2, "listItem": [{"type": 1, "string": "https://collect.vendor.example/*"}]}}
      ]
    },
    "isRequired": true
  },
  {
    "instance": {
      "key": {"publicId": "read_event_data", "versionId": "1"},
      "param": [{"key": "eventDataAccess", "value": {"type": 1, "string": "any"}}]
    },
    "isRequired": true
  },
  {
    "instance": {"key": {"publicId": "logging", "versionId": "1"}, "param": []},
    "isRequired": true
  }
]


___TESTS___

scenarios:
- name: A purchase is sent
  code: |-
    mock('getEventData', 59.9);
    mock('sendHttpRequest', (url, options, body) => {
      sent = JSON.parse(body);
      return Promise.create((resolve) => resolve({statusCode: 200}));
    });

    runCode({account: 'A-1'});

    callLater(() => {
      assertThat(sent).isEqualTo({account: 'A-1', value: 59.9});
      assertApi('gtmOnSuccess').wasCalled();
      assertApi('setCookie').wasNotCalled();
    });
- name: The visit is kept
  code: |-
    runCode({keepsVisit: true});

    assertApi('setCookie').wasCalledWith('visit', '1', {domain: 'auto', path: '/'});
setup: |-
  const callLater = require('callLater');
  let sent;


___NOTES___

Made by hand.
