//! `hookproof handshake`

use crate::arguments::Handshake as Arguments;
use crate::failure::Failure;
use crate::input::Input;
use crate::{print, secret};
use hookproof::{Answer, Handshake};
use serde_json::{Map, Value, json};
use std::fmt::Write;
use std::process::ExitCode;
use zeroize::Zeroizing;

/// The request is no handshake.
const NONE: u8 = 3;

/// Prints the answer as it goes over the wire, status, headers, an empty line and the body, or what went wrong on
/// standard error; with `--json`, an object on standard output for either.
pub(crate) fn run(arguments: &Arguments) -> ExitCode {
    match answer(arguments) {
        Ok(Some(answer)) if arguments.json => print(&object(&answer)),
        Ok(Some(answer)) => {
            if answer.secret().is_some() {
                eprintln!(
                    "hookproof: the request brings the secret of the deliveries to come, which --json tells: take it only \
                     while you are setting up a webhook at this very URL"
                );
            }
            print(&response(&answer))
        }
        Ok(None) => {
            if arguments.json {
                print(&format!("{}\n", json!({ "ok": true, "handshake": false })));
            } else {
                eprintln!("hookproof: the request is no handshake: verify it");
            }
            ExitCode::from(NONE)
        }
        Err(failure) => failure.tell(arguments.json),
    }
}

fn answer(arguments: &Arguments) -> Result<Option<Answer>, Failure> {
    let handshake = Handshake::find(&arguments.handshake)?;
    let values = secret::settings(&arguments.setting_env, &arguments.setting_file)?;
    let settings: Vec<_> = values.iter().map(|value| (value.id.as_str(), value.bytes.as_slice())).collect();
    let judge = arguments.keys().map(|keys| secret::judge(&keys, &arguments.delivery, &arguments.judgement));
    let judge = judge.transpose()?;
    let input = Input::read(&arguments.delivery)?;
    input.with_request(&arguments.delivery, |request| {
        Ok(match &judge {
            Some((verifier, now)) => verifier.handshake(&handshake, request, &settings, *now)?,
            None => handshake.answer(request, &settings)?,
        })
    })
}

fn object(answer: &Answer) -> Zeroizing<String> {
    let headers: Map<_, _> = answer.headers().map(|(name, value)| (name.to_owned(), Value::from(value))).collect();
    let object = json!({
        "ok": true,
        "handshake": true,
        "status": answer.status(),
        "headers": headers,
        "body": answer.body(),
        "secret": answer.secret(),
    });
    Zeroizing::new(format!("{object}\n"))
}

fn response(answer: &Answer) -> Zeroizing<String> {
    let mut text = Zeroizing::new(format!("{}\n", answer.status()));
    // Writing to a String does not fail.
    for (name, value) in answer.headers() {
        let _ = writeln!(text, "{name}: {value}");
    }
    let _ = write!(text, "\n{}", answer.body());
    if !answer.body().is_empty() {
        text.push('\n');
    }
    text
}
