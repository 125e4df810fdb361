//! What handlers share.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use huiyin_app::App;
use huiyin_app::arrival::Receipt;
use tokio::sync::{Mutex, OnceCell};
use tokio::time::Instant;

use crate::limit::Limits;
use crate::pages::chrome::Organisation;

/// What the binary decides about HTTP.
#[derive(Debug, Clone, Default)]
pub struct WebSettings {
    /// Proxies whose `X-Forwarded-For` is believed, as (network, prefix length).
    pub trusted_proxies: Vec<(IpAddr, u8)>,
    /// Requests that one network may make in a minute; 0 counts as 1.
    pub submit_per_minute: u32,
    pub track_per_minute: u32,
    pub sign_in_per_minute: u32,
}

/// Shared by all requests; cheap to clone.
#[derive(Clone)]
pub struct Web(Arc<Inner>);

struct Inner {
    app: App,
    settings: WebSettings,
    limits: Limits,
    once: Mutex<HashMap<String, Once>>,
}

/// A form that may be sent twice and must be registered once.
struct Once {
    since: Instant,
    receipt: Arc<OnceCell<Arc<Receipt>>>,
}

/// How long a second click or a reload finds the receipt of the first.
const ONCE_KEPT: Duration = Duration::from_secs(30 * 60);

impl Web {
    pub fn new(app: App, settings: WebSettings) -> Self {
        let limits = Limits::new(&settings);
        Self(Arc::new(Inner {
            app,
            settings,
            limits,
            once: Mutex::new(HashMap::new()),
        }))
    }

    pub(crate) fn app(&self) -> &App {
        &self.0.app
    }

    pub(crate) fn settings(&self) -> &WebSettings {
        &self.0.settings
    }

    pub(crate) fn limits(&self) -> &Limits {
        &self.0.limits
    }

    /// Whether the pages are reached over TLS, so that cookies must be too.
    pub(crate) fn is_https(&self) -> bool {
        self.app().settings().public_url.starts_with("https://")
    }

    pub(crate) fn organisation(&self) -> Organisation {
        let settings = &self.app().settings().organisation;
        let directory = self.app().directory();
        Organisation {
            name: settings.name.clone(),
            office: directory
                .desk()
                .and_then(|id| directory.unit(id))
                .map(|u| u.name.clone())
                .unwrap_or_default(),
            phone: settings.contact_phone.clone(),
            email: settings.contact_email.clone(),
            address: settings.address.clone(),
            hours: String::new(),
        }
    }

    /// The place for the receipt of a form with that token. Forms without a token get a fresh one.
    pub(crate) async fn once(&self, token: &str) -> Arc<OnceCell<Arc<Receipt>>> {
        if token.len() < 16 || token.len() > 64 {
            return Arc::default();
        }
        let now = Instant::now();
        let mut known = self.0.once.lock().await;
        known.retain(|_, once| now.duration_since(once.since) < ONCE_KEPT);
        let entry = known.entry(token.to_owned()).or_insert_with(|| Once {
            since: now,
            receipt: Arc::default(),
        });
        Arc::clone(&entry.receipt)
    }
}
