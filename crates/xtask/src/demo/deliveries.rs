//! What the demo sends: genuine deliveries as published, freshly signed ones, and attacks.

use super::worker::{Delivery, Hook};
use crate::oracle::Place;
use crate::table::Row;
use crate::vectors::Sketch;
use anyhow::{Context, Result};
use hookproof::Code;

/// The providers whose published deliveries have to be among those sent.
const PUBLISHED: [&str; 7] = ["stripe", "github", "slack", "shopify", "square", "standard-webhooks", "twilio"];

const HOUR: u64 = 3600;

/// Published deliveries, judged at the time at which they were published.
/// All of them, under their headings. `origin` is where the worker listens: some schemes sign the URL.
pub(super) fn all(rows: &[Row], now: u64, origin: &str) -> Result<Vec<(&'static str, Vec<Delivery>)>> {
    Ok(vec![
        ("published deliveries, each at its own time", published(rows)?),
        ("signed now, by an implementation that shares no code with the core", fresh(rows, now, origin)?),
        ("attacks and mistakes", attacks(rows, now, origin)?),
    ])
}

fn published(rows: &[Row]) -> Result<Vec<Delivery>> {
    let mut deliveries = Vec::new();
    for name in PUBLISHED {
        let row = row(rows, name)?;
        let vector = row.vectors.first().with_context(|| format!("{name} has no published vector"))?;
        deliveries.push(Delivery {
            provider: row.name.clone(),
            title: row.title.clone(),
            hook: Hook {
                name: format!("published-{name}"),
                scheme: row.scheme.clone(),
                secret: vector.secret.clone(),
                url: vector.url.clone(),
                now: vector.now,
                allow_api_key: true, // published vectors hold raw secrets
            },
            query: String::new(), // the endpoint is told the published URL
            headers: vector.headers.clone().into_iter().collect(),
            body: vector.body()?,
            expected: Ok(()),
        });
    }
    Ok(deliveries)
}

/// A delivery of every provider in the table, signed now by the oracle, which shares no code with the core.
fn fresh(rows: &[Row], now: u64, origin: &str) -> Result<Vec<Delivery>> {
    rows.iter().map(|row| signed(rows, &row.name, "fresh", now, origin)).collect()
}

/// One delivery for each kind of attack, and what it has to be answered with.
fn attacks(rows: &[Row], now: u64, origin: &str) -> Result<Vec<Delivery>> {
    let attack = |title: &str, time: u64, expected: Code, change: &dyn Fn(&mut Delivery)| -> Result<Delivery> {
        let name = title.replace([' ', ','], "-");
        let mut delivery = signed(rows, "stripe", &name, time, origin)?;
        delivery.title = title.to_owned();
        delivery.expected = Err(expected);
        change(&mut delivery);
        Ok(delivery)
    };
    let unkeyed = Sketch::of(rows, "stripe").at(now).secret("").signed_headers();
    Ok(vec![
        attack("altered body", now, Code::SignatureMismatch, &|delivery| {
            delivery.body = String::from_utf8_lossy(&delivery.body).replace("10.0", "90.0").into_bytes();
        })?,
        attack("re-serialized body", now, Code::SignatureMismatch, &|delivery| {
            delivery.body = String::from_utf8_lossy(&delivery.body).replace(",\"", ", \"").into_bytes();
        })?,
        attack("wrong secret", now, Code::SignatureMismatch, &|delivery| {
            delivery.hook.secret.push('x');
        })?,
        attack("stale by an hour", now - HOUR, Code::TimestampTooOld, &|_| {})?,
        attack("an hour from the future", now + HOUR, Code::TimestampTooNew, &|_| {})?,
        attack("stale, with its time moved to now", now - HOUR, Code::SignatureMismatch, &|delivery| {
            for (_, value) in &mut delivery.headers {
                *value = value.replace(&(now - HOUR).to_string(), &now.to_string());
            }
        })?,
        attack("signature header twice", now, Code::MalformedHeader, &|delivery| {
            // The edge joins the two into one value: two times in it, so it is ambiguous.
            let again = delivery.headers.clone();
            delivery.headers.extend(again.into_iter().filter(|(name, _)| name == "stripe-signature"));
        })?,
        attack("signature cut short", now, Code::MalformedHeader, &|delivery| {
            for (name, value) in &mut delivery.headers {
                if name == "stripe-signature" {
                    value.truncate(value.len() - 2);
                }
            }
        })?,
        attack("no signature header", now, Code::MissingHeader, &|delivery| {
            delivery.headers.retain(|(name, _)| name != "stripe-signature");
        })?,
        attack("empty secret configured", now, Code::WeakSecret, &|delivery| {
            // Signed with the empty key, as anyone could.
            delivery.headers = unkeyed.clone();
            delivery.hook.secret = String::new();
        })?,
        attack("a placeholder configured as secret", now, Code::WeakSecret, &|delivery| {
            delivery.hook.secret = "undefined".to_owned();
        })?,
        attack("an API key configured as secret", now, Code::ApiKeyAsSecret, &|delivery| {
            delivery.hook.secret = "sk_live_dNw2vX8mQz5tYb1Kc7Rj4PfH".to_owned();
        })?,
    ])
}

fn row<'r>(rows: &'r [Row], name: &str) -> Result<&'r Row> {
    rows.iter().find(|row| row.name == name).with_context(|| format!("the table has no provider {name}"))
}

/// A delivery that the provider could have sent at this time to `origin`, signed by the oracle.
fn signed(rows: &[Row], name: &str, kind: &str, time: u64, origin: &str) -> Result<Delivery> {
    let row = row(rows, name)?;
    let hook_name = format!("{kind}-{name}");
    let mut sketch = Sketch::of(rows, name).at(time);
    // The parameters that the scheme reads stay; others there need not be.
    let reads_query = sketch.line().places().iter().any(|place| matches!(place, Place::Query(_)));
    let query = sketch.delivery.url.split_once('?').map_or("", |(_, query)| query);
    let query = if reads_query { format!("?{query}") } else { String::new() };
    sketch.delivery.url = format!("{origin}/hooks/{hook_name}{query}");
    let sent = sketch.sent();

    // Where the secret could call the provider's API, the worker holds a verification key instead; within a plain digest
    // nothing can stand for it, and the worker is told to take it.
    let scheme = row.parsed()?;
    let derived = scheme.signs_with_api_secret().then(|| hookproof::derive(&scheme, sketch.secret.as_bytes()));
    let (secret, allow_api_key) = match derived {
        None => (sketch.secret.clone(), false),
        Some(Ok(key)) => (key.as_str().to_owned(), false),
        Some(Err(error)) if error.code() == Code::UnsupportedAlgorithm => (sketch.secret.clone(), true),
        Some(Err(error)) => return Err(error.into()),
    };
    Ok(Delivery {
        provider: row.name.clone(),
        title: row.title.clone(),
        hook: Hook { name: hook_name, scheme: row.scheme.clone(), secret, url: None, now: None, allow_api_key },
        query: sent.url.find('?').map_or_else(String::new, |at| sent.url[at..].to_owned()),
        headers: sent.headers,
        body: sent.body,
        expected: Ok(()),
    })
}
