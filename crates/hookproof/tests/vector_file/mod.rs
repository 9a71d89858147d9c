//! The form of `tests/vectors/webhooks.json`: the same types write it (`cargo xtask table`) and read it (the tests).
#![allow(dead_code, reason = "the writer and the reader each use a part")]

use serde::{Deserialize, Serialize};

/// A field that is not here is an error: a runner that skips what it does not know tests less than it says.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct File {
    #[serde(rename = "_comment")]
    pub(crate) comment: Vec<String>,
    pub(crate) cases: Vec<Case>,
}

/// One delivery and its verdict. What the fields mean is said in the file's `_comment`.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Case {
    pub(crate) name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) provider: Option<String>,
    pub(crate) scheme: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) secret: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) keys: Vec<KeyEntry>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) method: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) url: Option<String>,
    pub(crate) headers: Vec<(String, String)>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) body: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) body_base64: Option<String>,
    pub(crate) now: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) tolerance: Option<ToleranceEntry>,
    #[serde(default, skip_serializing_if = "is_false")]
    pub(crate) allow_api_key: bool,
    pub(crate) expect: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) key_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) timestamp: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) skew: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) event_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) event_type: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) replay_key: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) header: Option<String>,
}

#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct KeyEntry {
    pub(crate) id: String,
    pub(crate) secret: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) not_before: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) not_after: Option<u64>,
}

/// A number of seconds, or the word.
#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(untagged)]
pub(crate) enum ToleranceEntry {
    Seconds(u64),
    Word(Word),
}

#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Word {
    Ignore,
}

fn is_false(value: &bool) -> bool {
    !*value
}
