//! A real workerd with the package's example in it, and deliveries over loopback.

use anyhow::{Context, Result, bail};
use hookproof::Code;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// An endpoint of the worker, as `npm/examples/worker.mjs` takes its configuration.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Hook {
    #[serde(skip)]
    pub(super) name: String,
    pub(super) scheme: String,
    pub(super) secret: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) now: Option<u64>,
    pub(super) allow_api_key: bool,
}

/// What is sent to an endpoint, and what it has to be answered with.
pub(super) struct Delivery {
    /// The provider's name.
    pub(super) provider: String,
    pub(super) title: String,
    pub(super) hook: Hook,
    /// What the URL has behind the endpoint's path, question mark and all.
    pub(super) query: String,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Vec<u8>,
    pub(super) expected: Result<(), Code>,
}

/// What the worker answers.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Answer {
    pub(super) ok: bool,
    #[serde(skip)]
    pub(super) status: u16,
    pub(super) code: Option<String>,
    pub(super) message: Option<String>,
    pub(super) skew: Option<i64>,
    pub(super) replay_key: Option<String>,
    #[serde(default)]
    pub(super) covers: BTreeMap<String, bool>,
}

/// The running workerd; it is stopped when this is dropped.
pub(super) struct Worker {
    process: Child,
    agent: ureq::Agent,
    pub(super) origin: String,
}

impl Worker {
    /// Starts workerd on a free loopback port with the example worker, its package as installed in `dir`, and these
    /// endpoints.
    pub(super) fn start(root: &Path, dir: &Path, hooks: &BTreeMap<&str, &Hook>) -> Result<Worker> {
        let config = dir.join("hooks.json");
        std::fs::write(&config, serde_json::to_string_pretty(hooks)?)?;
        let mut process = Command::new("node")
            .arg(root.join("npm/test/serve.mjs"))
            .arg(dir)
            .arg(&config)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .context("node does not start")?;
        let stdout = process.stdout.take().context("no output of node")?;
        let mut line = String::new();
        BufReader::new(stdout).read_line(&mut line)?;
        let Some(port) = line.trim().strip_prefix("listening on ") else {
            let _ = process.kill();
            bail!("workerd did not start: {line}");
        };
        let config = ureq::Agent::config_builder()
            .timeout_global(Some(Duration::from_secs(10)))
            .http_status_as_error(false)
            .build();
        Ok(Worker { process, agent: config.into(), origin: format!("http://127.0.0.1:{port}") })
    }

    pub(super) fn send(&self, delivery: &Delivery) -> Result<Answer> {
        let url = format!("{}/hooks/{}{}", self.origin, delivery.hook.name, delivery.query);
        let mut request = self.agent.post(&url);
        for (name, value) in &delivery.headers {
            request = request.header(name, value);
        }
        let mut response = request.send(&delivery.body[..]).with_context(|| url.clone())?;
        let text = response.body_mut().read_to_string()?;
        let mut answer: Answer = serde_json::from_str(&text).with_context(|| format!("{url} answered {text}"))?;
        answer.status = response.status().as_u16();
        Ok(answer)
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        drop(self.process.stdin.take()); // its end is the sign to stop
        let _ = self.process.wait();
    }
}
