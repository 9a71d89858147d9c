//! What the providers published.

use super::sketch::NOW;
use crate::table::{Published, Row};
use crate::vector_file::Case;
use anyhow::{Context, Result};
use hookproof::{Keyring, Verifier};

pub(super) fn cases(rows: &[Row]) -> Result<Vec<Case>> {
    let mut cases = Vec::new();
    for row in rows {
        for (number, vector) in row.vectors.iter().enumerate() {
            let case = case(row, vector).with_context(|| format!("{}: vector {}", row.name, number + 1))?;
            cases.push(case.named(&format!("published {}", number + 1)));
        }
    }
    Ok(cases)
}

/// The signature is the provider's: what the verdict says beside `ok` is taken from the core.
fn case(row: &Row, vector: &Published) -> Result<Case> {
    let scheme = row.parsed()?;
    let body = vector.body()?;
    let now = vector.now.unwrap_or(NOW);
    let options = Published::options(&scheme);
    let verifier = Verifier::new(&scheme, &Keyring::single(vector.secret.as_bytes()), options)?;
    let headers = vector.header_list();
    let request = vector.request(&headers, &body);
    let verified = verifier.verify(&request, now)?;
    let case = Case {
        provider: Some(row.name.clone()),
        scheme: row.scheme.clone(),
        secret: Some(vector.secret.clone()),
        method: vector.method.clone(),
        url: vector.url.clone(),
        headers: vector.headers.clone().into_iter().collect(),
        now,
        allow_api_key: scheme.signs_with_api_secret(),
        expect: "ok".into(),
        key_id: Some(verified.key_id().into()),
        timestamp: verified.timestamp(),
        skew: verified.skew(),
        event_id: verified.event_id().map(Into::into),
        event_type: verified.event_type().map(Into::into),
        replay_key: verified.replay_key().map(|key| crate::oracle::hex(&key)),
        ..Case::default()
    };
    Ok(case.with_body(&body))
}
