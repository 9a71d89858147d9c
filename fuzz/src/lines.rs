//! A line for each thing that the notation has and few rows of the table show.

pub(crate) const LINES: &[&str] = &[
    "token | json:/secret: {token}",
    "token | form:token: {token}",
    "token | json:/value/*/clientState: {token}",
    "token | query:key: k={token};...",
    "hmac-sha256 | query:signature: {hex} | {body}",
    "hmac-sha256 | json:/signature/signature: {hex} | json:/signature/timestamp: {timestamp} | {timestamp}{json:/signature/token}",
    "hmac-sha256 | form:bt_signature: {key-id}|{hex}&... | {form:bt_payload}",
    "hmac-sha256 | authorization: Application {key-id}:{base64} | {method}{target}{body}",
    "sha256({api-secret}) | x-hubspot-signature: {hex} | {secret}{method}{url}{body}",
    "sha1 | x-s: {hex} | x-t: {timestamp:s-or-ms} | {body}{timestamp}{secret}",
    "sha512 | x-s: {base64url} | {sha256:hex}{secret}",
    "hmac-sha1({api-secret}&) | x-s: {base64} | {method}&{origin}{path}&{query}",
    "hmac-sha1(sha1({api-secret})) | x-s: {hex} | {form:a}{form:b}",
    "hmac-sha256(sha256(k_{hex})) | x-s: {hex} | {sha256:raw}{header:date}",
    "hmac-sha256 | signature: signature=\"{base64}\",... | date: {timestamp:http-date} | digest: SHA-256={sha256:base64} | date: {timestamp}\\ndigest: {header:digest}",
    "hmac-sha1({api-secret}) | x-twilio-signature: {base64} | query:bodySHA256: {sha256:hex} | {url}",
    "hmac-sha256 | x-hook0-signature: t={timestamp},h={header-names},v1={hex},... | {timestamp}.{header-names}.{header-values}.{body}",
    "hmac-sha256 | x-s: {hex} | x-h: {header-names} | x-t: {timestamp:ms} | {method}{path}{header-lines}{body}",
    "hmac-sha256 | x-signature: ts={timestamp},v1={hex} | [id:{query:data.id};][request-id:{x-request-id};]ts:{timestamp};",
    "hmac-sha256 id={json:/id} type={json:/type} | x-s: {hex} | {body}",
    "hmac-sha256 id={form:id} type={query:b} | x-s: {hex} | {url}{body}",
    "hmac-sha256 within 60s | x-s: {hex} | json:/webhookTimestamp: {timestamp:ms} | {body}",
    "hmac-sha256 | x-s: {hex} | json:/items/*/amount: {timestamp} | {body}",
    "hmac-sha256({base64}) | json:/items/*/hmac: {base64} | {json:/items/*/ref}:{json:/items/*/amount}\\[\\]",
];

/// A body that has what these lines read.
pub(crate) const JSON: &[u8] =
    br#"{"id":"evt_1","type":"a.b","secret":"00112233445566778899aabbccddeeff","webhookTimestamp":1795465620000,
"signature":{"signature":"00","timestamp":"1795465620","token":"caf\u00e9"},"value":[{"clientState":"x"}],
"items":[{"ref":"1","amount":12,"hmac":"AA=="}]}"#;
